/** The CI systems that sign a token for a job: how each is recognized, and what it needs for that. */
import type { Hint } from '../errors.js';
import type { Environment } from '../system/environment.js';
import { hint } from '../system/hint.js';

export interface CiSystem {
  readonly name: string;
  /** In the names of sessions, for CloudTrail. */
  readonly word: string;
  /** A variable that only its jobs have. */
  readonly sign: string;
  /** Variables of owner and repository, and of the run. */
  readonly job: readonly string[];
  /** What a job without a token lacks. */
  readonly missing: string;
  /** Whether {@link line} chooses the audience. */
  readonly choosesAudience: boolean;
  /** The line that gives the job a token for this audience. */
  readonly line: (audience: string) => Hint;
}

/** As the documentation of each says it; "OpenID Connect" in all of them. */
export const ciSystems: readonly CiSystem[] = [
  {
    name: 'GitHub Actions',
    word: 'github',
    sign: 'GITHUB_ACTIONS',
    job: ['GITHUB_REPOSITORY', 'GITHUB_RUN_ID'],
    missing: 'this job may not request a token: its permissions lack id-token: write',
    choosesAudience: false,
    line: () => hint`add to the job in the workflow: permissions: { id-token: write, contents: read }`,
  },
  {
    name: 'GitLab',
    word: 'gitlab',
    sign: 'GITLAB_CI',
    job: ['CI_PROJECT_PATH', 'CI_PIPELINE_ID'],
    missing: 'this job has no token in AWS_ID_TOKEN or OIDC_TOKEN',
    choosesAudience: true,
    line: (audience) => hint`add to the job in .gitlab-ci.yml: id_tokens: { AWS_ID_TOKEN: { aud: ${audience} } }`,
  },
  {
    name: 'CircleCI',
    word: 'circleci',
    sign: 'CIRCLECI',
    job: ['CIRCLE_PROJECT_USERNAME', 'CIRCLE_PROJECT_REPONAME', 'CIRCLE_BUILD_NUM'],
    missing: 'this job has no token in CIRCLE_OIDC_TOKEN_V2',
    choosesAudience: true,
    line: (audience) =>
      hint`put into AWS_ID_TOKEN, in the same step, what this prints:
        circleci run oidc get --claims ${JSON.stringify({ aud: audience })}`,
  },
  {
    name: 'Bitbucket',
    word: 'bitbucket',
    sign: 'BITBUCKET_BUILD_NUMBER',
    job: ['BITBUCKET_REPO_FULL_NAME', 'BITBUCKET_BUILD_NUMBER'],
    missing: 'this step has no token in BITBUCKET_STEP_OIDC_TOKEN',
    choosesAudience: false,
    line: () => hint`add to the step in bitbucket-pipelines.yml: oidc: true`,
  },
  {
    name: 'Buildkite',
    word: 'buildkite',
    sign: 'BUILDKITE',
    job: ['BUILDKITE_ORGANIZATION_SLUG', 'BUILDKITE_PIPELINE_SLUG', 'BUILDKITE_BUILD_NUMBER'],
    missing: 'this job has no BUILDKITE_AGENT_ACCESS_TOKEN, with which buildkite-agent requests a token',
    choosesAudience: true,
    line: (audience) =>
      hint`pass it to the container of the job, or put into AWS_ID_TOKEN there what this prints:
        buildkite-agent oidc request-token --audience ${audience}`,
  },
  {
    name: 'Azure Pipelines',
    word: 'azure',
    sign: 'TF_BUILD',
    job: ['SYSTEM_TEAMPROJECT', 'BUILD_REPOSITORY_NAME', 'BUILD_BUILDID'],
    missing: 'this step has no SYSTEM_ACCESSTOKEN, with which a token is requested',
    choosesAudience: false,
    line: () => hint`add to the step in azure-pipelines.yml: env: { SYSTEM_ACCESSTOKEN: $(System.AccessToken) }`,
  },
  {
    name: 'HCP Terraform',
    word: 'terraform',
    sign: 'TFC_RUN_ID',
    job: ['TFC_WORKSPACE_SLUG', 'TFC_RUN_ID'],
    missing: 'this run has no token in TFC_WORKLOAD_IDENTITY_TOKEN',
    choosesAudience: true,
    line: (audience) =>
      hint`set in the workspace, as an environment variable: TFC_WORKLOAD_IDENTITY_AUDIENCE=${audience}`,
  },
];

/** The CI system of this process; undefined outside of those. */
export function ciSystemOf(environment: Environment): CiSystem | undefined {
  return ciSystems.find(({ sign }) => Boolean(environment[sign]));
}

/** STS API reference, AssumeRoleWithWebIdentity, RoleSessionName. */
const longestName = 64;
const strange = /[^\w+=,.@-]+/g;

/** The name of a session, which tells in CloudTrail where it came from: `ts-reg-github-OWNER-REPO-RUN`. */
export function sessionNameOf(environment: Environment): string {
  const system = ciSystemOf(environment);
  if (system === undefined) return nameOf(environment['AWS_ROLE_SESSION_NAME'] ?? '') || 'ts-reg';
  const parts = system.job.map((variable) => nameOf(environment[variable] ?? ''));
  // The run is what one looks for, so the repository is cut.
  const run = parts.pop() ?? '';
  const end = run === '' ? '' : `-${run.slice(-24)}`;
  const begin = ['ts-reg', system.word, ...parts.filter((part) => part !== '')].join('-');
  return `${begin.slice(0, longestName - end.length)}${end}`;
}

/** The same for a pod: `system:serviceaccount:NAMESPACE:NAME` gives `ts-reg-pod-NAMESPACE-NAME`. */
export function podSessionNameOf(subject: string): string {
  return ['ts-reg-pod', ...subject.split(':').slice(2).map(nameOf)].join('-').slice(0, longestName);
}

function nameOf(text: string): string {
  return text
    .replace(strange, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, longestName);
}

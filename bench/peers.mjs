/** Finds the programs to compare with; what is not installed is left out and said. */
import { spawnSync } from 'node:child_process';

/** The first line that a program prints about its version; undefined when it is not there. */
function version(command, pattern) {
  const { status, stdout, stderr } = spawnSync(command[0], command.slice(1), { encoding: 'utf8' });
  return status === 0 ? (pattern.exec(`${stdout}${stderr}`)?.[0] ?? 'unknown version') : undefined;
}

/**
 * `command` starts each; ANCHORE_CLI_SOURCE names a checkout of anchore-cli, ANCHORE_CLI_PYTHON the Python to run it.
 */
export function findPeers() {
  const python = process.env.ANCHORE_CLI_PYTHON ?? 'python3';
  const source = process.env.ANCHORE_CLI_SOURCE;
  const anchoreEnvironment = {
    PYTHONPATH: source,
    PYTHONIOENCODING: 'utf-8',
    LANG: 'C.UTF-8',
    HOME: process.env.HOME ?? '',
  };
  const found = {
    ecrLogin: {
      command: ['docker-credential-ecr-login'],
      version: version(['docker-credential-ecr-login', '-v'], /\d+\.\d+\.\d+/),
    },
    aws: { command: ['aws'], version: version(['aws', '--version'], /aws-cli\/\S+ Python\/\S+/) },
    anchoreCli: source
      ? {
          command: [python, '-W', 'ignore', '-m', 'anchorecli'],
          environment: anchoreEnvironment,
          version: anchoreVersion(python, anchoreEnvironment),
        }
      : { version: undefined },
  };
  return Object.fromEntries(Object.entries(found).filter(([, peer]) => peer.version !== undefined));
}

function anchoreVersion(python, environment) {
  const { status, stdout } = spawnSync(python, ['-W', 'ignore', '-m', 'anchorecli', '--version'], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH, ...environment },
  });
  return status === 0 ? /\d+\.\d+\.\d+/.exec(stdout)?.[0] : undefined;
}

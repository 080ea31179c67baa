/** The environment variables that `ts-reg help environment` and the man page list. */
import type { Definition } from './man-page-roff.js';

export const environmentVariables: readonly Definition[] = [
  ['TS_REG_HOME', 'one folder for settings, key and data, instead of ~/.config/ts-reg and ~/.local/share/ts-reg'],
  ['TS_REG_PASSWORD', 'the password of registry add and registry update, where none is given'],
  ['TS_REG_KEY', 'the key that seals the records: base64 of 32 bytes'],
  ['TS_REG_KEY_FILE', 'a file with that key that you provide, such as a Docker or Kubernetes secret'],
  ['TS_REG_PASSPHRASE', 'the passphrase of a store that is sealed with one'],
  ['TS_REG_NEW_PASSPHRASE', 'the new passphrase for store rekey passphrase'],
  ['TS_REG_STORE', 'as store in config.yaml; file, the store on this machine, is the default'],
  ['ANCHORE_CLI_URL, ANCHORE_CLI_USER, ANCHORE_CLI_PASS', 'a remote Anchore deployment and your credentials there'],
  [
    'ANCHORE_CLI_ACCOUNT, ANCHORE_CLI_CONFIG, ANCHORE_CLI_SSL_VERIFY, ANCHORE_CLI_API_VERSION, ANCHORE_CLI_JSON, ' +
      'ANCHORE_CLI_DEBUG',
    'the same as the options of these names',
  ],
  [
    'AWS_PROFILE, AWS_REGION, AWS_ACCESS_KEY_ID, AWS_ROLE_ARN',
    'and the others of AWS: what awsauto, _iam_role and _aws_profile find, as for the AWS CLI',
  ],
  ['DOCKER_CONFIG, REGISTRY_AUTH_FILE', 'where configure-docker finds the settings of docker and podman'],
  ['HTTPS_PROXY, HTTP_PROXY, NO_PROXY', 'proxies for registries, AWS and Anchore'],
  ['TS_REG_SERVICE_ACCOUNT', 'the folder with token and ca.crt, where a pod has its service account in another place'],
  ['TS_REG_REGISTRY, TS_REG_STATE, TS_REG_REASON', 'set by ts-reg for the program of refresh --watch --on-failure'],
  ['NODE_EXTRA_CA_CERTS', 'a file of additional certificate authorities'],
  ['NO_COLOR', 'no color'],
];

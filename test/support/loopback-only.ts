/**
 * Runs before every test file: takes the developer's own AWS, docker and proxy settings away and points metadata at a
 * closed loopback port.
 */
for (const name of Object.keys(process.env)) {
  if (/^(AWS_|TS_REG_|ANCHORE_CLI_|XDG_|DOCKER_)|_proxy$|^NODE_EXTRA_CA_CERTS$|^NO_COLOR$/i.test(name)) {
    Reflect.deleteProperty(process.env, name);
  }
}
process.env['AWS_EC2_METADATA_SERVICE_ENDPOINT'] = 'http://127.0.0.1:1';
process.env['AWS_CONFIG_FILE'] = '/nonexistent';
process.env['AWS_SHARED_CREDENTIALS_FILE'] = '/nonexistent';

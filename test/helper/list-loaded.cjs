/**
 * Loaded with --require: at its end the process writes the names of the builtin modules that it required to
 * LOADED_LIST.
 */
const Module = require('node:module');
const { writeFileSync } = require('node:fs');

const builtins = new Set();
const load = Module._load;
Module._load = function (request, ...rest) {
  if (Module.isBuiltin(request)) builtins.add(request.replace(/^node:/, ''));
  return load.call(this, request, ...rest);
};
process.on('exit', () => {
  writeFileSync(process.env.LOADED_LIST, JSON.stringify([...builtins].sort()));
});

/**
 * Loaded with `--require`: makes the k-th call of node:fs below one folder fail, or kills the process around it.
 * Controlled by TORTURE_FOLDER, TORTURE_POINT (from 1) and TORTURE_FAULT, or from within by `globalThis.torture`.
 */
'use strict';
const fs = require('node:fs');
const { syncBuiltinESMExports } = require('node:module');

const folder = process.env.TORTURE_FOLDER;
const state = {
  folder,
  point: Number(process.env.TORTURE_POINT ?? 0),
  fault: process.env.TORTURE_FAULT ?? '',
  calls: [],
};
globalThis.torture = state;
const descriptors = new Set();
const original = {};

/** First argument: a path. Second entry: the position of another path to look at. */
const byPath = [
  'openSync',
  'linkSync',
  'renameSync',
  'unlinkSync',
  'mkdirSync',
  'chmodSync',
  'statSync',
  'lstatSync',
  'readdirSync',
  'readFileSync',
  'existsSync',
  'utimesSync',
];
const byDescriptor = ['closeSync', 'writeSync', 'readSync', 'fsyncSync', 'fchmodSync', 'fstatSync'];

const die = () => {
  process.kill(process.pid, 'SIGKILL');
};

function around(name, args, isOurs) {
  const call = () => original[name].apply(fs, args);
  if (!isOurs || !state.folder) return call();
  state.calls.push(name);
  if (state.calls.length !== state.point) return call();
  if (state.fault === 'kill-before') die();
  if (state.fault === 'half-write') {
    if (name === 'writeSync') original.writeSync(args[0], args[1].subarray(0, Math.max(1, args[1].length >> 1)));
    die();
  }
  if (state.fault === 'kill-after') {
    try {
      return call();
    } finally {
      die();
    }
  }
  if (state.fault === 'plant-link') {
    // Somebody was faster: a link to the victim lies where the file is about to be made.
    if (name === 'openSync' && (args[1] & fs.constants.O_CREAT) !== 0)
      original.symlinkSync(process.env.TORTURE_VICTIM, args[0]);
    return call();
  }
  // close(2) gives the descriptor back even when it reports an error.
  if (name === 'closeSync') call();
  throw Object.assign(new Error(`${state.fault}: injected, ${name}`), { code: state.fault, syscall: name });
}

original.symlinkSync = fs.symlinkSync;
for (const name of byPath) {
  original[name] = fs[name];
  fs[name] = (...args) => {
    const ours = typeof args[0] === 'string' && state.folder !== undefined && args[0].startsWith(state.folder);
    const result = around(name, args, ours);
    if (name === 'openSync' && ours) descriptors.add(result);
    return result;
  };
}
for (const name of byDescriptor) {
  original[name] = fs[name];
  fs[name] = (...args) => {
    const ours = descriptors.has(args[0]);
    if (name === 'closeSync') descriptors.delete(args[0]);
    return around(name, args, ours);
  };
}
syncBuiltinESMExports();

/** The embedded store keeps what every store promises. */
import { writeFileSync } from 'node:fs';
import { describeStore } from './conformance.js';
import { tempStore } from './store-in-temp.js';

describeStore('files', () => {
  const store = tempStore({ waitMs: 10_000 });
  return {
    ...store,
    another: () => store.reopen(),
    withWrongKey: () => {
      writeFileSync(store.paths.keyFile, Buffer.alloc(32, 7), { mode: 0o600 });
      return store.reopen();
    },
  };
});

/**
 * Makes a Windows library whose one function is that of another library: a PE32+ image with nothing but an export
 * directory (Microsoft, "PE Format": Optional Header, Export Directory Table, forwarder RVA).
 */

const headers = 0x200;
const section = 0x200;
const address = 0x1000;

/** The bytes of a library `name` (`x.dll`) that exports `symbol`, which is `target` (`library.function`). */
export function forwardingDll(name, symbol, target) {
  const bytes = Buffer.alloc(headers + section);
  const [pe, optional] = [0x40, 0x58];
  bytes.write('MZ', 0, 'latin1');
  bytes.writeUInt32LE(pe, 0x3c);
  bytes.write('PE', pe, 'latin1');
  // COFF header: x64, one section, its size of the optional header; executable, large addresses, a DLL.
  bytes.writeUInt16LE(0x8664, pe + 4);
  bytes.writeUInt16LE(1, pe + 6);
  bytes.writeUInt16LE(0xf0, pe + 20);
  bytes.writeUInt16LE(0x2022, pe + 22);
  bytes.writeUInt16LE(0x20b, optional);
  bytes.writeBigUInt64LE(0x180000000n, optional + 24);
  bytes.writeUInt32LE(0x1000, optional + 32);
  bytes.writeUInt32LE(0x200, optional + 36);
  // Versions of the system and subsystem, sizes of the image and its headers, console; relocatable, no-execute.
  bytes.writeUInt16LE(6, optional + 40);
  bytes.writeUInt16LE(6, optional + 48);
  bytes.writeUInt32LE(0x2000, optional + 56);
  bytes.writeUInt32LE(headers, optional + 60);
  bytes.writeUInt16LE(3, optional + 68);
  bytes.writeUInt16LE(0x140, optional + 70);
  /** @type {readonly [number, bigint][]} */
  const sizes = [
    [72, 0x100000n],
    [80, 0x1000n],
    [88, 0x100000n],
    [96, 0x1000n],
  ];
  for (const [offset, size] of sizes) bytes.writeBigUInt64LE(size, optional + offset);
  bytes.writeUInt32LE(16, optional + 108);
  bytes.writeUInt32LE(address, optional + 112);
  bytes.writeUInt32LE(section, optional + 116);
  const table = optional + 0xf0;
  bytes.write('.edata', table, 'latin1');
  for (const [offset, value] of [
    [8, section],
    [12, address],
    [16, section],
    [20, headers],
    [36, 0x40000040],
  ])
    bytes.writeUInt32LE(value, table + offset);
  writeExports(bytes.subarray(headers), { name, symbol, target });
  return bytes;
}

/** Export directory table, the three tables of one entry, and the texts that they lead to. */
function writeExports(bytes, { name, symbol, target }) {
  const [functions, names, ordinals, texts] = [0x28, 0x2c, 0x30, 0x40];
  const places = [];
  let next = texts;
  for (const text of [name, symbol, target]) {
    places.push(next);
    next += bytes.write(`${text}\0`, next, 'latin1');
  }
  for (const [offset, value] of [
    [12, address + places[0]],
    [16, 1],
    [20, 1],
    [24, 1],
    [28, address + functions],
    [32, address + names],
    [36, address + ordinals],
    [functions, address + places[2]],
    [names, address + places[1]],
  ])
    bytes.writeUInt32LE(value, offset);
}

/**
 * Ad-hoc code signatures of Mach-O executables (Apple's cs_blobs.h, loader.h): signs, and checks what others signed.
 * bun leaves the signature of the bare runtime in the x64 executables that it makes, and macOS kills what does not
 * match its signature (oven-sh/bun issues 32159, 39758). 64-bit, little-endian, one architecture.
 * Usage: node scripts/mach-o-signature.mjs FILE [IDENTIFIER]   signs FILE when an identifier is given, then checks it
 */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const machO64 = 0xfeedfacf;
const arm64 = 0x0100000c;
const segmentCommand = 0x19;
const signatureCommand = 0x1d;
const embeddedSignature = 0xfade0cc0;
const codeDirectory = 0xfade0c02;
const pageBits = 12;
const hashSize = 32;
const headerSize = 88;

/** The executable with an ad-hoc signature under this name in place of whatever signature it has. */
export function signAdHoc(executable, identifier) {
  const { signature, linkedit, text, cpu } = readLayout(executable);
  if (signature === undefined) throw new Error('the executable has no room for a signature');
  if (linkedit === undefined || text === undefined) throw new Error('the executable lacks a segment');
  const limit = signature.offset;
  const pages = Math.ceil(limit / 2 ** pageBits);
  const name = Buffer.from(`${identifier}\0`);
  const directorySize = headerSize + name.length + pages * hashSize;
  const size = 20 + directorySize;

  const signed = Buffer.alloc(limit + size);
  executable.copy(signed, 0, 0, limit);
  signed.writeUInt32LE(size, signature.command + 12);
  const linkeditSize = BigInt(limit + size) - linkedit.fileOffset;
  const memoryPage = cpu === arm64 ? 0x4000n : 0x1000n;
  signed.writeBigUInt64LE(((linkeditSize + memoryPage - 1n) / memoryPage) * memoryPage, linkedit.command + 32);
  signed.writeBigUInt64LE(linkeditSize, linkedit.command + 48);

  // SuperBlob: magic, length, one entry; CodeDirectory version 0x20400: with the executable segment.
  const blob = [embeddedSignature, size, 1, 0, 20];
  const flags = 0x20002; // ad hoc, signed by a linker
  const directory = [
    codeDirectory,
    directorySize,
    0x20400,
    flags,
    headerSize + name.length,
    headerSize,
    0,
    pages,
    limit,
  ];
  [...blob, ...directory].forEach((word, index) => signed.writeUInt32BE(word, limit + 4 * index));
  const start = limit + 20;
  signed.set([hashSize, 2, 0, pageBits], start + 36);
  signed.writeBigUInt64BE(text.fileOffset, start + 64);
  signed.writeBigUInt64BE(text.fileSize, start + 72);
  signed.writeBigUInt64BE(1n, start + 80); // the main binary of a process
  name.copy(signed, start + headerSize);
  for (let page = 0; page < pages; page += 1)
    pageHash(signed, page, limit).copy(signed, start + headerSize + name.length + page * hashSize);
  return signed;
}

/** What macOS would refuse about the signature; empty when every page matches and nothing lies outside. */
export function signatureProblems(executable) {
  const { signature } = readLayout(executable);
  if (signature === undefined) return ['it is not signed'];
  const problems = [];
  if (signature.offset + signature.size !== executable.length)
    problems.push('the signature is not the end of the file');
  const blob = executable.subarray(signature.offset);
  if (blob.readUInt32BE(0) !== embeddedSignature) return [...problems, 'the signature has the wrong format'];
  const directories = Array.from({ length: blob.readUInt32BE(8) }, (_, index) =>
    blob.subarray(blob.readUInt32BE(16 + 8 * index)),
  ).filter((part) => part.readUInt32BE(0) === codeDirectory);
  if (directories.length === 0) problems.push('nothing is signed');
  for (const directory of directories) problems.push(...directoryProblems(directory, executable, signature.offset));
  return problems;
}

function directoryProblems(directory, executable, end) {
  const [hashOffset, pages, limit] = [
    directory.readUInt32BE(16),
    directory.readUInt32BE(28),
    directory.readUInt32BE(32),
  ];
  const problems = limit === end ? [] : [`${end - limit} bytes are not signed`];
  const wrong = Array.from({ length: pages }, (_, page) => page).filter(
    (page) =>
      !pageHash(executable, page, limit).equals(
        directory.subarray(hashOffset + page * hashSize, hashOffset + (page + 1) * hashSize),
      ),
  );
  return wrong.length === 0 ? problems : [...problems, `${wrong.length} of ${pages} pages do not match`];
}

/** The last page is hashed as far as it goes. */
function pageHash(bytes, page, limit) {
  return createHash('sha256')
    .update(bytes.subarray(page << pageBits, Math.min((page + 1) << pageBits, limit)))
    .digest();
}

/**
 * @typedef {{ command: number, fileOffset: bigint, fileSize: bigint }} Segment
 * @typedef {{ command: number, offset: number, size: number }} Signature
 * @returns {{ cpu: number, signature?: Signature, linkedit?: Segment, text?: Segment }}
 */
function readLayout(executable) {
  if (executable.readUInt32LE(0) !== machO64) throw new Error('not a 64-bit Mach-O executable');
  /** @type {ReturnType<typeof readLayout>} */
  const layout = { cpu: executable.readUInt32LE(4) };
  let command = 32;
  for (let index = 0; index < executable.readUInt32LE(16); index += 1) {
    const kind = executable.readUInt32LE(command);
    if (kind === signatureCommand)
      layout.signature = {
        command,
        offset: executable.readUInt32LE(command + 8),
        size: executable.readUInt32LE(command + 12),
      };
    if (kind === segmentCommand) {
      const name = executable.toString('latin1', command + 8, command + 24).replace(/\0.*$/, '');
      const segment = {
        command,
        fileOffset: executable.readBigUInt64LE(command + 40),
        fileSize: executable.readBigUInt64LE(command + 48),
      };
      if (name === '__LINKEDIT') layout.linkedit = segment;
      if (name === '__TEXT') layout.text = segment;
    }
    command += executable.readUInt32LE(command + 4);
  }
  return layout;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [file = '', identifier] = process.argv.slice(2);
  if (identifier !== undefined) writeFileSync(file, signAdHoc(readFileSync(file), identifier));
  const problems = signatureProblems(readFileSync(file));
  process.stdout.write(problems.map((problem) => `${problem}\n`).join(''));
  process.exitCode = problems.length === 0 ? 0 : 1;
}

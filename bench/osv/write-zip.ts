import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { crc32, deflateRawSync } from 'node:zlib';

/**
 * Writes a zip of many small files and returns its size in bytes. yazl would do for a few thousand; it looks through
 * all entries for each one that it writes and compresses all of them at once, which 220,000 do not survive.
 */
export async function writeZip(path: string, files: Iterable<{ name: string; data: Buffer }>): Promise<number> {
  const out = createWriteStream(path, { highWaterMark: 1 << 20 });
  const directory: Buffer[] = [];
  let offset = 0;
  const write = async (chunk: Buffer): Promise<void> => {
    offset += chunk.length;
    if (!out.write(chunk)) await once(out, 'drain');
  };

  for (const { name, data } of files) {
    const compressed = deflateRawSync(data, { level: 6 });
    const fields = sharedFields(data, compressed, Buffer.byteLength(name));
    directory.push(centralHeader(fields, offset, name));
    await write(Buffer.concat([LOCAL_SIGNATURE, fields, Buffer.from(name), compressed]));
  }
  const start = offset;
  const entries = directory.length;
  await write(Buffer.concat(directory));
  await write(endOfDirectory(entries, start, offset - start));
  out.end();
  await once(out, 'close');
  return offset;
}

const LOCAL_SIGNATURE = Buffer.from('PK\x03\x04', 'latin1');

/** From "version needed" to "extra field length": the same in the local and in the central header. */
function sharedFields(data: Buffer, compressed: Buffer, nameLength: number): Buffer {
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(20, 0);
  fields.writeUInt16LE(0x0800, 2); // names are UTF-8
  fields.writeUInt16LE(8, 4); // deflated
  fields.writeUInt16LE(0x21, 8); // 1 January 1980
  fields.writeUInt32LE(crc32(data), 10);
  fields.writeUInt32LE(compressed.length, 14);
  fields.writeUInt32LE(data.length, 18);
  fields.writeUInt16LE(nameLength, 22);
  return fields;
}

/** In memory of its own: a slice of Node's shared pool would keep the whole pool alive until the end. */
function centralHeader(fields: Buffer, offset: number, name: string): Buffer {
  const header = Buffer.alloc(46 + Buffer.byteLength(name));
  header.write('PK\x01\x02', 'latin1');
  header.writeUInt16LE(20, 4);
  fields.copy(header, 6);
  header.writeUInt32LE(offset, 42);
  header.write(name, 46);
  return header;
}

/** With the zip64 records, which more than 65,535 entries need. */
function endOfDirectory(entries: number, start: number, size: number): Buffer {
  const end = Buffer.alloc(56 + 20 + 22);
  end.write('PK\x06\x06', 0, 'latin1');
  end.writeBigUInt64LE(44n, 4);
  end.writeUInt16LE(45, 12);
  end.writeUInt16LE(45, 14);
  end.writeBigUInt64LE(BigInt(entries), 24);
  end.writeBigUInt64LE(BigInt(entries), 32);
  end.writeBigUInt64LE(BigInt(size), 40);
  end.writeBigUInt64LE(BigInt(start), 48);
  end.write('PK\x06\x07', 56, 'latin1');
  end.writeBigUInt64LE(BigInt(start + size), 64);
  end.writeUInt32LE(1, 72);
  end.write('PK\x05\x06', 76, 'latin1');
  end.writeUInt16LE(Math.min(entries, 0xffff), 84);
  end.writeUInt16LE(Math.min(entries, 0xffff), 86);
  end.writeUInt32LE(size, 88);
  end.writeUInt32LE(start, 92);
  return end;
}

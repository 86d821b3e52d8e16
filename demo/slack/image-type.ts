interface FileType {
  mimetype: string;
  filetype: string;
  /** Pixels; 0 when unknown or no image. */
  width: number;
  height: number;
}

const byExtension: Record<string, [mimetype: string, filetype: string]> = {
  svg: ['image/svg+xml', 'svg'],
  csv: ['text/csv', 'csv'],
  json: ['application/json', 'javascript'],
  txt: ['text/plain', 'text'],
  log: ['text/plain', 'text'],
  md: ['text/markdown', 'markdown'],
  pdf: ['application/pdf', 'pdf'],
};

/** What a file is, by its first bytes, else by its name. */
export function readImageType(bytes: Buffer, name: string): FileType {
  if (bytes.length > 24 && bytes.readUInt32BE(0) === 0x89504e47) {
    return { mimetype: 'image/png', filetype: 'png', width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
  }
  if (bytes.length > 10 && bytes.toString('latin1', 0, 4) === 'GIF8') {
    return { mimetype: 'image/gif', filetype: 'gif', width: bytes.readUInt16LE(6), height: bytes.readUInt16LE(8) };
  }
  if (bytes.length > 3 && bytes.readUInt16BE(0) === 0xffd8) {
    return { mimetype: 'image/jpeg', filetype: 'jpg', width: 0, height: 0 };
  }
  const extension = name.split('.').at(-1)?.toLowerCase() ?? '';
  const [mimetype, filetype] = byExtension[extension] ?? ['application/octet-stream', 'binary'];
  return { mimetype, filetype, width: 0, height: 0 };
}

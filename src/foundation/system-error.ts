/** What the system's refusals mean to somebody who typed a path. https://man7.org/linux/man-pages/man3/errno.3.html */
const meanings: Record<string, string> = {
  ENOENT: 'there is no such file or folder',
  ENOTDIR: 'a file is where a folder should be',
  EEXIST: 'a file is where a folder should be',
  EISDIR: 'it is a folder, not a file',
  EACCES: 'the permissions do not allow it',
  EPERM: 'the system does not allow it',
  EROFS: 'the file system is read-only',
  ELOOP: 'its symbolic links form a loop',
  ENAMETOOLONG: 'the name is too long',
  ENOTEMPTY: 'the folder is not empty',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EMFILE: 'too many files are open',
  EIO: 'the disk reports an error',
};

interface SystemError extends Error {
  code: string;
  syscall: string;
  path?: string;
}

const isSystemError = (thrown: unknown): thrown is SystemError =>
  thrown instanceof Error && typeof (thrown as SystemError).syscall === 'string' && 'code' in thrown;

/** A refusal of the operating system as a sentence that names the place, or `file` where it names none; undefined for any other error. */
export function describeSystemError(thrown: unknown, file?: string): string | undefined {
  if (!isSystemError(thrown)) return undefined;
  const { code, path = file, message } = thrown;
  const meaning = meanings[code];
  return path === undefined || meaning === undefined ? message : `Cannot use ${path}: ${meaning} (${code})`;
}

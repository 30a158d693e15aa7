import { readFile, rm, writeFile } from "node:fs/promises"

/**
 * Takes a file for this process, by a file `<path>.lock` beside it that holds the process's id; returns what gives it
 * back.
 *
 * A process that was killed leaves its lock behind, so one whose process is gone is taken over.
 *
 * - **Errors**: rejects if another process that is alive, or this one, holds the lock.
 */
export const lockFile = async (path: string): Promise<() => Promise<void>> => {
  const lock = `${path}.lock`
  const holder = held.has(lock) ? process.pid : await holderOf(lock)
  if (holder !== undefined) {
    throw new Error(`${path} is in use by process ${holder}; if that is no emulator, delete ${lock}`)
  }
  held.add(lock)
  await writeFile(lock, `${process.pid}\n`)
  return async () => {
    held.delete(lock)
    await rm(lock, { force: true })
  }
}

// In a container every start may have the same process id, so a lock on the disk with our own id is a dead one's.
const held = new Set<string>()

const holderOf = async (lock: string): Promise<number | undefined> => {
  const pid = Number(await readFile(lock, "utf8").catch(() => ""))
  return Number.isInteger(pid) && pid > 0 && pid !== process.pid && isAlive(pid) ? pid : undefined
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (cause) {
    // Somebody else's process is alive as well.
    return cause instanceof Error && "code" in cause && cause.code === "EPERM"
  }
}

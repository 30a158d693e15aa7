import { spawnSync } from "node:child_process"
import { chownSync, mkdtempSync, rmSync, statfsSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { ServerUser } from "./serverUser.ts"

/**
 * Makes an empty folder that the server's user owns and can reach.
 *
 * - **Order**: in memory first where there is room, because tables of tests are made by the hundred and thrown away; on the disk
 *   first for a server that is to wait for it.
 */
export const serverFolder = (user: ServerUser, { isDurable = false } = {}): string => {
  const disks = [tmpdir(), "/var/tmp"]
  for (const parent of isDurable || !hasRoom(memory) ? [...disks, memory] : [memory, ...disks]) {
    const folder = folderIn(parent, user)
    if (folder !== undefined) return folder
  }
  throw new Error(`no folder for temporary files that user ${user.uid} can reach`)
}

const memory = "/dev/shm"

/** More than the servers of several test runs at once write. */
const roomMin = 4 * 1024 ** 3

const hasRoom = (folder: string): boolean => {
  try {
    const { bavail, bsize } = statfsSync(folder)
    return bavail * bsize >= roomMin
  } catch {
    return false
  }
}

const folderIn = (parent: string, user: ServerUser): string | undefined => {
  let folder: string
  try {
    folder = mkdtempSync(join(parent, "tallyhour-postgres-"))
  } catch {
    return undefined
  }
  if (user.uid === undefined || user.gid === undefined) return folder
  chownSync(folder, user.uid, user.gid)
  // Only a process of that user can tell whether every folder above lets it through.
  if (spawnSync("test", ["-w", folder], user).status === 0) return folder
  rmSync(folder, { recursive: true })
  return undefined
}

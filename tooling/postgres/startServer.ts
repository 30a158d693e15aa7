import { execFile, spawn } from "node:child_process"
import type { ChildProcess } from "node:child_process"
import { closeSync, openSync, readFileSync, rmSync } from "node:fs"
import { createServer } from "node:net"
import type { AddressInfo } from "node:net"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { promisify } from "node:util"
import { canaries } from "../canaries/canaries.ts"
import { reachableBinaries } from "./reachableBinaries.ts"
import type { ServerBinaries } from "./serverBinaries.ts"
import { serverFolder } from "./serverFolder.ts"
import { serverUser } from "./serverUser.ts"
import type { ServerUser } from "./serverUser.ts"
import { stopAfterExit } from "./stopAfterExit.ts"

/** A server that runs: the address of its database `postgres`, and the act that ends it and removes what it wrote. */
export type PostgresServer = { readonly stop: () => Promise<void>; readonly url: string }

/** A server that can be brought down in the middle of its work and come back, at the same address and with its data. */
export type RestartableServer = PostgresServer & { readonly crash: () => Promise<void> }

/** How a server is to run. */
export interface ServerOptions {
  /** Whether a commit waits for the disk, as in production; for tests, whose data is thrown away, it does not. */
  readonly isDurable?: boolean
}

/** Starts a server from the given binaries in a folder of its own, and waits until it takes connections. */
export const startServer = async (
  binaries: ServerBinaries,
  { isDurable = false }: ServerOptions = {}
): Promise<RestartableServer> => {
  const user = serverUser()
  const folder = serverFolder(user, { isDurable })
  const callOff = stopAfterExit(folder)
  const removeFolder = (): void => {
    callOff()
    rmSync(folder, { force: true, recursive: true })
  }
  try {
    const bin = reachableBinaries(binaries, { folder, user })
    const options = { ...user, cwd: folder, env: environment }
    await promisify(execFile)(join(bin, "initdb"), initdbArguments, { ...options, timeout: initdbMillisMax })
    const postgres = {
      ...options,
      program: join(bin, "postgres"),
      settings: isDurable ? durableSettings : forgetfulSettings
    }
    let running = await serve(postgres, await freePort())
    return {
      crash: async () => {
        await running.end("SIGQUIT")
        running = await serveAgain(postgres, running.port)
      },
      stop: () => running.end("SIGINT").finally(removeFolder),
      url: address(running.port)
    }
  } catch (error) {
    removeFolder()
    throw error
  }
}

// Sessions of the one before may take a moment longer to end than it did, and nothing starts beside them.
const serveAgain = async (options: Options, port: number): Promise<Running> => {
  for (let waited = 0; ; waited += pauseMillis) {
    try {
      return await serve(options, port, 1)
    } catch (error) {
      if (waited >= stopMillisMax) throw error
      await sleep(pauseMillis)
    }
  }
}

// SIGINT ends the sessions of clients that forgot to leave; SIGTERM would wait for them. SIGQUIT drops everything at once.
type Ending = "SIGINT" | "SIGQUIT"
type Running = { readonly end: (by: Ending) => Promise<void>; readonly port: number }
type Options = ServerUser & {
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  readonly program: string
  readonly settings: ReadonlyArray<string>
}

const serve = async (
  { program, settings, ...options }: Options,
  port: number,
  attemptsMax = 3
): Promise<Running> => {
  // A file and no pipe: a server whose pipe nobody reads stands still when the pipe is full.
  const log = join(options.cwd, "server.log")
  const output = openSync(log, "w")
  const server = spawn(program, [...serverArguments, ...settings, "-p", String(port)], {
    ...options,
    // In a session of its own it does not hear the terminal's Ctrl-C, and stops only when it is told to.
    detached: true,
    stdio: ["ignore", output, output]
  })
  closeSync(output)
  try {
    await untilReady(server, log)
  } catch (error) {
    await end(server, "SIGINT")
    // Another process may have taken the port between our look and the server's.
    if (attemptsMax > 1 && String(error).includes("could not bind"))
      return serve({ program, settings, ...options }, await freePort(), attemptsMax - 1)
    throw error
  }
  // From here on the server does not keep this process alive.
  server.unref()
  return { end: (by) => end(server, by), port }
}

// The server trusts whoever comes; a password is there so that no test can tell it to anybody unseen.
const address = (port: number): string =>
  `postgres://postgres:${canaries.databasePassword}@127.0.0.1:${port}/postgres`

const untilReady = async (server: ChildProcess, log: string): Promise<void> => {
  for (let waited = 0; waited < startMillisMax; waited += pollMillis) {
    const said = readFileSync(log, "utf8")
    if (said.includes("ready to accept connections")) return
    if (hasEnded(server)) throw new Error(`postgres ended at once: ${said.trim()}`)
    await sleep(pollMillis)
  }
  throw new Error(`postgres was not ready after ${startMillisMax} ms: ${readFileSync(log, "utf8").trim()}`)
}

const end = async (server: ChildProcess, by: Ending): Promise<void> => {
  server.kill(by)
  for (let waited = 0; waited < stopMillisMax && !hasEnded(server); waited += pollMillis) {
    await sleep(pollMillis)
  }
  if (!hasEnded(server)) server.kill("SIGKILL")
}

const hasEnded = (server: ChildProcess): boolean =>
  server.pid === undefined || server.exitCode !== null || server.signalCode !== null

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once("error", reject)
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as AddressInfo
      probe.close(() => resolve(port))
    })
  })

const initdbMillisMax = 60_000
const startMillisMax = 30_000
const stopMillisMax = 10_000
const pollMillis = 10
const pauseMillis = 100

// None of the PG… variables of whoever runs the tests; messages in English, because one of them is waited for.
const environment = { LC_ALL: "C", PATH: process.env["PATH"] ?? "" }

const initdbArguments = "-D data -A trust -U postgres -E UTF8 --locale=C --no-sync".split(" ")

const settingArguments = (settings: ReadonlyArray<string>): ReadonlyArray<string> =>
  settings.flatMap((setting) => ["-c", setting])

const serverArguments = [
  ..."-D data -h 127.0.0.1 -c unix_socket_directories=".split(" "),
  // A zone that is off by a quarter of an hour: a statement that cuts hours without saying UTC fails here.
  ...settingArguments(["max_connections=200", "timezone=Asia/Kathmandu"])
]

// The data is thrown away, so nobody waits for the disk.
const forgetfulSettings = settingArguments(["fsync=off", "synchronous_commit=off", "full_page_writes=off"])

// Enough log that no checkpoint falls into one side of a comparison alone, and its files used again, as on a server that has run for long.
const durableSettings = settingArguments(["max_wal_size=8GB", "min_wal_size=4GB", "shared_buffers=1GB"])

import { spawn } from "node:child_process"

/** A server in a process of its own. */
export interface ServerProcess {
  readonly port: number
  readonly stop: () => Promise<void>
}

/**
 * Starts a module that prints the port it serves, in a process of its own; `args` are what it is told.
 *
 * - **Errors**: rejects with what it prints, if it ends without a port.
 */
export const serverProcess = (module: URL, ...args: ReadonlyArray<string>): Promise<ServerProcess> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ["--conditions=@tallyhour/source", module.pathname, ...args], {
      stdio: ["ignore", "pipe", "inherit"]
    })
    const ended = new Promise<void>((end) => child.once("exit", () => end()))
    child.once("exit", (code) => reject(new Error(`${module.pathname} ended with ${code}`)))
    child.stdout.once("data", (chunk: Buffer) => {
      const stop = () => {
        child.kill()
        return ended
      }
      resolve({ port: Number(chunk.toString()), stop })
    })
  })

import { spawn } from "node:child_process"
import { fileURLToPath } from "node:url"
import { childEnvironment } from "./childEnvironment.ts"
import { watchProcess } from "../../../tooling/canaries/leaks.ts"

const entry = fileURLToPath(new URL("../src/main.ts", import.meta.url))

/** `tallyhour emulator`, running as a process of its own. */
export interface EmulatorProcess {
  /** How long it took to say that it is ready. */
  readonly millis: number
  /** Sends a signal and tells the exit status. */
  readonly stop: (signal: NodeJS.Signals) => Promise<number | null>
  /** What it wrote until it was ready. */
  readonly stdout: string
  readonly url: string
}

/** Starts the command line from its sources at a free port, and waits until it is ready. */
export const startEmulatorProcess = (
  args: ReadonlyArray<string>,
  env: Readonly<Record<string, string>> = {}
): Promise<EmulatorProcess> => {
  const started = performance.now()
  const child = spawn(
    process.execPath,
    ["--conditions=@tallyhour/source", entry, "emulator", "--port", "0", ...args],
    { env: { ...childEnvironment, ...env } }
  )
  watchProcess(child)
  const ended = new Promise<number | null>((resolve) => child.once("exit", resolve))
  return new Promise((resolve, reject) => {
    let stdout = ""
    let stderr = ""
    child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()))
    child.stdout.on("data", (chunk: Buffer) => {
      stdout += chunk.toString()
      const [, url] = /(?:metering at |"url":")(http:[^\s"]+)[^]*_emulator[^]*\n$/.exec(stdout) ?? []
      if (url === undefined) return
      const stop = (signal: NodeJS.Signals) => {
        child.kill(signal)
        return ended
      }
      resolve({ millis: performance.now() - started, stop, stdout, url })
    })
    void ended.then(() => reject(new Error(`ended: ${stderr}`)))
  })
}

/** Calls a function of the control interface. */
export const control = async (
  url: string,
  name: string,
  { body = {}, headers = {} }: { readonly body?: unknown; readonly headers?: Record<string, string> } = {}
) => {
  const response = await fetch(`${url}/__control/${name}`, {
    body: JSON.stringify(body),
    headers,
    method: "POST"
  })
  return { body: (await response.json()) as Record<string, unknown>, status: response.status }
}

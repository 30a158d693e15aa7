import { spawn, spawnSync } from "node:child_process"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"

/** A page in headless Chromium, driven over its own debugging protocol. */
export interface Browser {
  readonly close: () => Promise<void>
  /** Evaluates an expression in the page, waits for it if it is a promise, and returns its JSON value. */
  readonly evaluate: (expression: string) => Promise<unknown>
  readonly open: (url: string) => Promise<void>
  readonly resize: (size: { readonly height: number; readonly width: number }) => Promise<void>
  /** Returns a PNG of the whole page. */
  readonly screenshot: () => Promise<Buffer>
  /** What scripts complained about, refused ones included. */
  readonly complaints: () => ReadonlyArray<string>
}

/** Tells why there is no browser to test with; undefined if there is one. */
export const missingBrowser = (): string | undefined => {
  const { error } = spawnSync("chromium", ["--version"])
  return error === undefined
    ? undefined
    : "no `chromium` on this machine; on Debian: apt-get install chromium"
}

/** Starts Chromium with a profile of its own. */
export const startBrowser = async (): Promise<Browser> => {
  const profile = await mkdtemp(join(tmpdir(), "tallyhour-chromium-"))
  const child = spawn("chromium", [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--remote-debugging-port=0",
    `--user-data-dir=${profile}`,
    "about:blank"
  ])
  const origin = await new Promise<string>((resolve, reject) => {
    let text = ""
    child.stderr.on("data", (chunk: Buffer) => {
      text += chunk.toString()
      const [, host] = /DevTools listening on ws:\/\/([^/]+)\//.exec(text) ?? []
      if (host !== undefined) resolve(`http://${host}`)
    })
    child.once("exit", () => reject(new Error(`Chromium ended: ${text}`)))
  })
  const listed = await fetch(`${origin}/json/list`)
  const targets = (await listed.json()) as ReadonlyArray<{ type: string; webSocketDebuggerUrl: string }>
  const session = await connect(targets.find(({ type }) => type === "page")?.webSocketDebuggerUrl ?? "")
  await session.ask("Page.enable")
  await session.ask("Runtime.enable")
  await session.ask("Log.enable")
  return {
    close: async () => {
      session.close()
      const ended = new Promise((resolve) => child.once("exit", resolve))
      child.kill("SIGKILL")
      await ended
      await rm(profile, { force: true, maxRetries: 5, recursive: true })
    },
    complaints: () => session.complaints,
    evaluate: async (expression) => {
      const asked = { awaitPromise: true, expression, returnByValue: true }
      const { exceptionDetails, result } = (await session.ask("Runtime.evaluate", asked)) as {
        readonly exceptionDetails?: unknown
        readonly result: { readonly value: unknown }
      }
      if (exceptionDetails !== undefined) throw new Error(JSON.stringify(exceptionDetails))
      return result.value
    },
    open: async (url) => {
      const loaded = session.next("Page.loadEventFired")
      await session.ask("Page.navigate", { url })
      await loaded
    },
    resize: async (size) => {
      await session.ask("Emulation.setDeviceMetricsOverride", {
        ...size,
        deviceScaleFactor: 1,
        mobile: size.width < 600
      })
    },
    screenshot: async () => {
      const shot = await session.ask("Page.captureScreenshot", { captureBeyondViewport: true, format: "png" })
      return Buffer.from((shot as { readonly data: string }).data, "base64")
    }
  }
}

interface Message {
  readonly error?: unknown
  readonly id?: number
  readonly method?: string
  readonly params?: unknown
  readonly result?: unknown
}

const connect = async (url: string) => {
  const socket = new WebSocket(url)
  await new Promise((resolve, reject) => {
    socket.addEventListener("open", resolve)
    socket.addEventListener("error", reject)
  })
  const answers = new Map<number, (message: Message) => void>()
  const events = new Map<string, () => void>()
  const complaints: Array<string> = []
  let asked = 0
  socket.addEventListener("message", ({ data }) => {
    const message = JSON.parse(String(data)) as Message
    if (message.id !== undefined) answers.get(message.id)?.(message)
    if (message.method === "Runtime.exceptionThrown" || message.method === "Log.entryAdded") {
      complaints.push(JSON.stringify(message.params))
    }
    events.get(message.method ?? "")?.()
  })
  return {
    ask: (method: string, params: object = {}): Promise<unknown> =>
      new Promise((resolve, reject) => {
        const id = ++asked
        answers.set(id, ({ error, result }) => {
          answers.delete(id)
          if (error === undefined) resolve(result)
          else reject(new Error(`${method}: ${JSON.stringify(error)}`))
        })
        socket.send(JSON.stringify({ id, method, params }))
      }),
    close: () => socket.close(),
    complaints,
    next: (method: string): Promise<void> => new Promise((resolve) => events.set(method, resolve))
  }
}

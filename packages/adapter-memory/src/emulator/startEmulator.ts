import { createServer } from "node:http"
import type { Server } from "node:http"
import type { AddressInfo } from "node:net"
import type { MarketplaceEmulator } from "../marketplace/MarketplaceEmulator.ts"
import type { MarketplaceOptions } from "../marketplace/Marketplace.ts"
import { uuidFrom } from "../marketplace/uuidFrom.ts"
import { answerRequest } from "./answerRequest.ts"
import { openOutlets } from "./outlet/openOutlets.ts"
import type { OutletOptions } from "./outlet/openOutlets.ts"
import { openEmulator } from "./state/openEmulator.ts"
import type { SeedFile } from "./state/applySeedFile.ts"
import { serverBounds } from "./serverBounds.ts"
import type { ServerBounds } from "./serverBounds.ts"

/** How the emulator's server starts. What concerns the emulator itself is ignored when `emulator` is given. */
export interface EmulatorServerOptions extends MarketplaceOptions, OutletOptions {
  readonly bounds?: Partial<ServerBounds>
  /** The size from which the state file is rewritten when it has doubled; the default is 4 MiB. */
  readonly compactFromBytes?: number
  /** Whether the control interface is served; the default is yes. */
  readonly control?: boolean
  /** Who may use the control interface; the default is programs on this machine. */
  readonly controlFrom?: "anywhere" | "loopback"
  /** An emulator to serve, so that it can be reached in the process as well. */
  readonly emulator?: MarketplaceEmulator
  /** The address to listen on; the default is 127.0.0.1. */
  readonly host?: string
  /** The port to listen on; the default, 0, takes a free one. */
  readonly port?: number
  /** What the control interface and the page ask of everybody, wherever they are, if it is given. */
  readonly secret?: string
  /** A JSON file, or what would stand in it, that says what the emulator holds when it starts for the first time. */
  readonly seedFile?: SeedFile | string
  /** A file that keeps the emulator's state, whatever becomes of the process; made if it is not there. */
  readonly state?: string
}

/** An emulator that is being served. */
export interface EmulatorServer {
  /** Stops at once: requests under way are cut. */
  readonly close: () => Promise<void>
  readonly emulator: MarketplaceEmulator
  readonly port: number
  /**
   * Stops when the requests under way are answered and what is to leave the emulator has left it. Requests that take
   * longer than `graceMillis`, 2 000 if absent, are cut.
   */
  readonly stop: (graceMillis?: number) => Promise<void>
  /** What an AWS SDK takes as its endpoint. */
  readonly url: string
}

/**
 * Serves the emulator over HTTP, in the protocol AWS JSON 1.1 that every AWS SDK speaks.
 *
 * The API is `POST /`, the control interface `POST /__control/<function>`, the page for people `GET /_emulator`, and
 * `GET /healthz` tells that it is up. With `state`, nothing is answered before it is on the disk.
 *
 * - **Errors**: rejects with the system's error if the address cannot be listened on or the state cannot be kept, and
 *   with what is wrong in the seed file.
 *
 * **Example** (For a program in any language)
 *
 *     const server = await startEmulator()
 *     const seed = { code: "4ml54db8vrmju", dimensions: ["pages"], kind: "saas" }
 *     const seeded = await fetch(`${server.url}/__control/seed_product`, {
 *       method: "POST",
 *       headers: { "content-type": "application/json" },
 *       body: JSON.stringify(seed)
 *     })
 *
 *     seeded.status // => 200
 *     server.emulator.accepted() // => []
 *     await server.close()
 */
export const startEmulator = async (options: EmulatorServerOptions = {}): Promise<EmulatorServer> => {
  const { close: letGo, durable, emulator } = await openEmulator(options)
  const bounds: ServerBounds = { ...serverBounds, ...options.bounds }
  const server = createServer(
    {
      connectionsCheckingInterval: Math.min(1_000, bounds.requestMillisMax),
      headersTimeout: Math.min(bounds.headersMillisMax, bounds.requestMillisMax),
      keepAliveTimeout: bounds.idleMillisMax,
      maxHeaderSize: bounds.headerBytesMax,
      requestTimeout: bounds.requestMillisMax
    },
    answerRequest(emulator, {
      bounds,
      control: options.control ?? true,
      controlFrom: options.controlFrom ?? "loopback",
      durable,
      nextRequestId: makeRequestIds(),
      secret: options.secret
    })
  )
  server.maxConnections = bounds.connectionsMax
  const host = options.host ?? "127.0.0.1"
  const port = await listen(server, options.port ?? 0, host).catch(async (cause: unknown) => {
    await letGo()
    throw cause
  })
  const outlets = openOutlets(emulator, options)
  const stop = async (graceMillis: number) => {
    await close(server, graceMillis)
    if (graceMillis === 0) for (const outlet of outlets) outlet.abandon()
    else await Promise.all(outlets.map((outlet) => outlet.finish()))
    await letGo()
  }
  return {
    close: () => stop(0),
    emulator,
    port,
    stop: (graceMillis = 2_000) => stop(graceMillis),
    url: `http://${inUrl(host)}:${port}`
  }
}

const makeRequestIds = (): (() => string) => {
  let refused = 0
  return () => uuidFrom("refused at the door", String(refused++))
}

const listen = (server: Server, port: number, host: string): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once("error", reject)
    server.listen(port, host, () => {
      server.off("error", reject)
      // A server that listens on a port has an address with one.
      resolve((server.address() as AddressInfo).port)
    })
  })

const close = (server: Server, graceMillis: number): Promise<void> =>
  new Promise((resolve) => {
    const cut = setTimeout(() => server.closeAllConnections(), graceMillis)
    server.close(() => {
      clearTimeout(cut)
      resolve()
    })
    if (graceMillis === 0) server.closeAllConnections()
    else server.closeIdleConnections()
  })

const inUrl = (host: string): string => (host.includes(":") ? `[${host}]` : host)

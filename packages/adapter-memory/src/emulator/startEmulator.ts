import { createServer } from "node:http"
import type { Server } from "node:http"
import type { AddressInfo } from "node:net"
import { makeMarketplaceEmulator } from "../marketplace/MarketplaceEmulator.ts"
import type { MarketplaceEmulator } from "../marketplace/MarketplaceEmulator.ts"
import type { MarketplaceOptions } from "../marketplace/Marketplace.ts"
import { uuidFrom } from "../marketplace/uuidFrom.ts"
import { answerRequest } from "./answerRequest.ts"
import { serverBounds } from "./serverBounds.ts"
import type { ServerBounds } from "./serverBounds.ts"

/** How the emulator's server starts. What concerns the emulator itself is ignored when `emulator` is given. */
export interface EmulatorServerOptions extends MarketplaceOptions {
  readonly bounds?: Partial<ServerBounds>
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
}

/** An emulator that is being served. */
export interface EmulatorServer {
  /** Stops at once: requests under way are cut. */
  readonly close: () => Promise<void>
  readonly emulator: MarketplaceEmulator
  readonly port: number
  /** What an AWS SDK takes as its endpoint. */
  readonly url: string
}

/**
 * Serves the emulator over HTTP, in the protocol AWS JSON 1.1 that every AWS SDK speaks.
 *
 * The API is `POST /`, the control interface `POST /__control/<function>`, and `GET /healthz` tells that it is up.
 *
 * - **Errors**: rejects with the system's error if the address cannot be listened on.
 */
export const startEmulator = async (options: EmulatorServerOptions = {}): Promise<EmulatorServer> => {
  const emulator = options.emulator ?? makeMarketplaceEmulator(options)
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
      nextRequestId: makeRequestIds()
    })
  )
  server.maxConnections = bounds.connectionsMax
  const host = options.host ?? "127.0.0.1"
  const port = await listen(server, options.port ?? 0, host)
  return { close: () => close(server), emulator, port, url: `http://${inUrl(host)}:${port}` }
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

const close = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })

const inUrl = (host: string): string => (host.includes(":") ? `[${host}]` : host)

import { hash, timingSafeEqual } from "node:crypto"
import type { IncomingMessage } from "node:http"
import { isLoopbackAddress, isLoopbackHost } from "./isLoopbackAddress.ts"
import type { Serving } from "./Serving.ts"

/** Why a request may not use the emulator's own interface, and the status that says so. */
export interface Strangeness {
  readonly error: string
  readonly status: 401 | 403
}

/**
 * Tells why a request may not use the control interface or the page; undefined if it may.
 *
 * With a secret, everybody has to show it and may be anywhere. Without one, only programs on this machine may ask. A
 * browser sends an Origin: it must be the page that the emulator itself serves, because any other page could act behind
 * the back of whoever looks at it. A name that was bound to this machine's address shows in Host.
 */
export const strangenessOf = (
  { headers, socket }: IncomingMessage,
  { controlFrom, secret }: Pick<Serving, "controlFrom" | "secret">
): Strangeness | undefined => {
  if (secret !== undefined && !isShown(secret, headers.authorization)) {
    return { error: "show the secret: Authorization: Bearer <secret>", status: 401 }
  }
  const isOpen = secret !== undefined || controlFrom === "anywhere"
  if (!isOpen && !isLoopbackAddress(socket.remoteAddress)) {
    return stranger("the control interface answers this machine only")
  }
  const isLoopback = isLoopbackHost(headers.host)
  if (!isOpen && !isLoopback) return stranger("the control interface answers on a loopback Host only")
  const isOwnPage = headers.origin === `http://${headers.host}` && (isLoopback || secret !== undefined)
  if (headers.origin === undefined || isOwnPage) return undefined
  return stranger("the control interface answers no other page in a browser: drop Origin")
}

const stranger = (error: string): Strangeness => ({ error, status: 403 })

// A browser shows it as the password that it asked for, a program as a bearer's token.
const isShown = (secret: string, authorization: string | undefined): boolean => {
  const [, scheme = "", shown = ""] = /^(Bearer|Basic) (.{1,2000})$/i.exec(authorization ?? "") ?? []
  const text =
    scheme.toLowerCase() === "basic"
      ? Buffer.from(shown, "base64")
          .toString("utf8")
          .replace(/^[^:]*:/, "")
      : shown
  return timingSafeEqual(hash("sha256", text, "buffer"), hash("sha256", secret, "buffer"))
}

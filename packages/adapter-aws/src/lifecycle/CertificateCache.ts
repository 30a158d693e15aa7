import { createPublicKey, type KeyObject, X509Certificate } from "node:crypto"
import { Effect, Schema } from "effect"
import { NotificationRefused } from "./NotificationRefused.ts"

/** Keys of certificates by their address, each fetched once. */
export interface CertificateCache {
  readonly keyAt: (url: string, now: number) => Effect.Effect<KeyObject, NotificationRefused>
}

/** SNS changes its certificate about once a year; more than these at once are somebody else's. */
const certificatesMax = 8

/** A certificate is about 2 kB. */
const certificateLengthMax = 16_384

/** Returns an empty cache; `fetchCertificate` is only ever called with an address that has been checked. */
export const makeCertificateCache = (
  fetchCertificate: (url: string) => Promise<string>
): CertificateCache => {
  const known = new Map<string, string>()
  return {
    keyAt: Effect.fnUntraced(function* (url, now) {
      const text = known.get(url) ?? (yield* fetched(fetchCertificate, url))
      const key = yield* keyOf(text, now)
      known.delete(url)
      known.set(url, text)
      // What was used longest ago gives way.
      for (const old of known.keys()) if (known.size > certificatesMax) known.delete(old)
      return key
    })
  }
}

const fetched = (fetchCertificate: (url: string) => Promise<string>, url: string) =>
  Effect.tryPromise({
    try: () => fetchCertificate(url),
    catch: () => unavailable("it cannot be fetched")
  }).pipe(
    Effect.filterOrFail(
      (text) => typeof text === "string" && text.length <= certificateLengthMax,
      () => unavailable("what was fetched is larger than any certificate")
    )
  )

const keyOf = (text: string, now: number) =>
  Effect.try({
    try: () => readKey(text, now),
    catch: () => unavailable("what was fetched is no valid certificate")
  })

class Expired extends Schema.TaggedError<Expired>()("Expired", {}) {}

const readKey = (text: string, now: number): KeyObject => {
  if (text.includes("BEGIN CERTIFICATE")) {
    const { validFromDate, validToDate } = new X509Certificate(text)
    if (now < validFromDate.getTime() || now > validToDate.getTime()) throw new Expired()
  }
  return createPublicKey(text)
}

const unavailable = (problem: string) =>
  new NotificationRefused({ code: "CertificateUnavailable", problem: `of the certificate, ${problem}` })

/** How long SNS's host may take, in milliseconds. */
const fetchTimeout = 5_000

/** Fetches a certificate over HTTPS: no redirect is followed, and no more is read than a certificate has. */
export const fetchCertificateOfSns = async (url: string): Promise<string> => {
  const response = await fetch(url, { redirect: "error", signal: AbortSignal.timeout(fetchTimeout) })
  if (!response.ok || response.body === null) throw new NotificationRefused(notThere)
  const decoder = new TextDecoder()
  let text = ""
  for await (const chunk of response.body) {
    text += decoder.decode(chunk, { stream: true })
    if (text.length > certificateLengthMax) throw new NotificationRefused(notThere)
  }
  return text
}

const notThere = { code: "CertificateUnavailable", problem: "its certificate is not there" } as const

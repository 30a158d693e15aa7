/** Says what is wrong with an address that an option names. */
export const endpointProblems = (
  option: string,
  endpoint: unknown,
  { allowHttp }: { readonly allowHttp?: boolean } = {}
): ReadonlyArray<string> => {
  if (endpoint === undefined) return []
  const url = URL.parse(textOf(endpoint))
  if (url === null || (url.protocol !== "http:" && url.protocol !== "https:"))
    return [`${option} ${shown(endpoint)} is no address like https://host; leave it out to reach AWS`]
  if (url.username !== "" || url.password !== "")
    return [`${option} holds a user or password, which AWS has no use for`]
  if (url.protocol === "https:" || allowHttp === true || isThisMachine(url.hostname)) return []
  return [
    `${option} ${shown(endpoint)} would send usage unencrypted; use https:, or set allowHttp if it is an emulator`
  ]
}

/** Whether what is sent there stays on this machine. */
export const isThisMachine = (hostname: string): boolean =>
  hostname === "localhost" || hostname === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(hostname)

const textOf = (value: unknown): string => (typeof value === "string" ? value : "")

const shown = (value: unknown): string => JSON.stringify(textOf(value).slice(0, 100))

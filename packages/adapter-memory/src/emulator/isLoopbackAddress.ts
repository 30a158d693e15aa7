/** Tells whether a peer's address is of this machine; IPv4 may come in the dress of IPv6. */
export const isLoopbackAddress = (address: string | undefined): boolean =>
  address !== undefined && (address === "::1" || ipv4Pattern.test(address.replace(/^::ffff:/i, "")))

/** Tells whether a Host header names this machine by itself, with or without a port. */
export const isLoopbackHost = (host: string | undefined): boolean => {
  const name = host?.replace(/:[0-9]{1,5}$/, "").toLowerCase()
  return name !== undefined && (name === "localhost" || name === "[::1]" || ipv4Pattern.test(name))
}

const ipv4Pattern = /^127\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}$/

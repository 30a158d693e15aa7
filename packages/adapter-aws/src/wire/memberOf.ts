/** Returns a member of whatever the SDK hands over; undefined where it has none. */
export const memberOf = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined

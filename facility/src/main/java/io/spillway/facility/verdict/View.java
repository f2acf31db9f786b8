package io.spillway.facility.verdict;

/** How one voter sees a public address. */
public enum View {
  /** Its checks succeed. */
  ALIVE,
  /** Its checks fail. */
  DEAD,
  /** It does not check the address, has not checked it often enough, or cannot tell. */
  UNKNOWN
}

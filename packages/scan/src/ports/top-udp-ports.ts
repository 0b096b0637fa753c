/**
 * A hundred UDP ports, likeliest first: ports of the protocols we detect, services registered with
 * IANA, and the ports that well-known software and appliances use by default.
 */
export const topUdpPorts: readonly number[] = Object.freeze(portText().split(/\s+/).map(Number))

function portText(): string {
  return `
    53 123 161 137 500 443 1900 5353 4500 69 111 1194 5060 3478 138 67 68 1701 514 520 623 389
    88 11211 5683 1812 1813 7 19 13 17 37 49 80 135 162 177 319 320 427 464 512 513 518 521 546
    547 554 631 853 1434 1645 1646 2049 2123 2152 3391 3702 3784 4433 4789 5004 5005 5061 5093
    5349 5351 5355 5684 6081 6343 8443 9987 10001 10080 17185 19132 20000 27015 27960 28960
    30303 33434 33848 34964 37810 41794 44818 47808 48899 49152 51413 51820 1604 1719 2055
    2222 3283 3389 9`.trim()
}

type Hosts = Readonly<Record<'silent' | 'silent6' | 'prohibited' | 'limited' | 'allOpen', string>>

/** nftables rules that make one machine behave as several kinds of host. */
export function firewallRules(openPorts: readonly number[], hosts: Hosts): string {
  const open = `{ ${openPorts.join(', ')} }`
  return `table inet lab {
    chain input { type filter hook input priority 0; policy accept;
      iifname "lo" accept
      ip daddr ${hosts.silent} tcp dport ${open} accept
      ip daddr ${hosts.silent} drop
      ip6 daddr ${hosts.silent6} tcp dport ${open} accept
      ip6 daddr ${hosts.silent6} meta l4proto tcp drop
      ip daddr ${hosts.prohibited} tcp dport ${open} accept
      ip daddr ${hosts.prohibited} meta l4proto tcp reject with icmp type admin-prohibited
      ip daddr ${hosts.limited} tcp flags & (syn|ack) == syn limit rate over 3000/second burst 300 packets drop
    }
    chain prerouting { type nat hook prerouting priority -100;
      ip daddr ${hosts.allOpen} tcp dport 1-65535 redirect to :${openPorts[0]}
    }
  }`
}

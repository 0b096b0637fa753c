/*
 * A cable between two TAP devices: delay, random loss, limited rate with a queue that drops its tail.
 * For kernels without sch_netem. Prints "ready" once both devices exist, and counts on SIGUSR1.
 *
 * usage: delay-line TAP_A TAP_B ONE_WAY_US LOSS_PERCENT MBIT_PER_SECOND QUEUE_FRAMES   (0 Mbit/s: no limit)
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

enum { slots = 1 << 16, frame_limit = 1600, batch = 64 };

/* One way of the cable: a ring of frames, each with the moment at which it leaves. */
struct way {
  int in, out;
  uint32_t first, end; /* free-running; the ring index is the value modulo slots */
  uint64_t *leaves;
  uint16_t *size;
  unsigned char *frames;
  uint64_t wire_free; /* when the limited wire has sent everything it took so far */
  uint64_t forwarded, lost, dropped;
};

static volatile sig_atomic_t is_over, is_asked;
static void end(int signal_number) { (void)signal_number, is_over = 1; }
static void ask(int signal_number) { (void)signal_number, is_asked = 1; }

static uint64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (uint64_t)time.tv_sec * 1000000000ull + (uint64_t)time.tv_nsec;
}

static uint64_t state = 0x9e3779b97f4a7c15ull;
static double random_share(void) { /* xorshift64 */
  state ^= state << 13, state ^= state >> 7, state ^= state << 17;
  return (double)(state >> 11) / (double)(1ull << 53);
}

static int open_tap(const char *name) {
  struct ifreq request = {.ifr_flags = IFF_TAP | IFF_NO_PI};
  int tap = open("/dev/net/tun", O_RDWR | O_NONBLOCK);
  strncpy(request.ifr_name, name, IFNAMSIZ - 1);
  if (tap < 0 || ioctl(tap, TUNSETIFF, &request) < 0) perror(name), exit(1);
  return tap;
}

static struct way create_way(int in, int out) {
  struct way way = {.in = in, .out = out};
  way.leaves = malloc(sizeof *way.leaves * slots);
  way.size = malloc(sizeof *way.size * slots);
  way.frames = malloc((size_t)frame_limit * slots);
  if (!way.leaves || !way.size || !way.frames) exit(1);
  return way;
}

static uint64_t delay_ns;
static double loss, ns_per_byte;
static uint64_t queue_ns;

/* When a frame that arrives now comes out at the other end; 0 when it is lost on the way. */
static uint64_t schedule(struct way *way, int size) {
  uint64_t moment = now();
  if (loss > 0 && random_share() < loss) return way->lost++, 0;
  if (ns_per_byte == 0) return moment + delay_ns;
  if (way->wire_free < moment) way->wire_free = moment;
  if (way->wire_free - moment >= queue_ns) return way->dropped++, 0;
  /* 24 bytes: preamble, checksum and gap of Ethernet. */
  way->wire_free += (uint64_t)((size + 24) * ns_per_byte);
  return way->wire_free + delay_ns;
}

static int take_in(struct way *way) {
  static unsigned char surplus[frame_limit];
  int count = 0;
  for (; count < batch; count++) {
    int is_full = way->end - way->first >= slots - 1;
    uint32_t slot = way->end % slots;
    unsigned char *frame = is_full ? surplus : way->frames + (size_t)slot * frame_limit;
    int size = (int)read(way->in, frame, frame_limit);
    if (size <= 0) break;
    uint64_t leaves = is_full ? (way->dropped++, 0) : schedule(way, size);
    if (leaves == 0) continue;
    way->leaves[slot] = leaves, way->size[slot] = (uint16_t)size, way->end++;
  }
  return count;
}

static int give_out(struct way *way) {
  int count = 0;
  for (uint64_t moment = now(); way->first != way->end; way->first++, count++) {
    uint32_t slot = way->first % slots;
    if (way->leaves[slot] > moment) break;
    if (write(way->out, way->frames + (size_t)slot * frame_limit, way->size[slot]) > 0) way->forwarded++;
  }
  return count;
}

static void wait_for_work(struct way ways[2]) {
  uint64_t next = UINT64_MAX, moment = now();
  for (int i = 0; i < 2; i++) {
    if (ways[i].first == ways[i].end) continue;
    uint64_t leaves = ways[i].leaves[ways[i].first % slots];
    if (leaves < next) next = leaves;
  }
  uint64_t rest = next == UINT64_MAX ? 1000000000ull : next > moment ? next - moment : 0;
  struct timespec timeout = {(time_t)(rest / 1000000000ull), (long)(rest % 1000000000ull)};
  struct pollfd inputs[2] = {{ways[0].in, POLLIN, 0}, {ways[1].in, POLLIN, 0}};
  ppoll(inputs, 2, &timeout, NULL);
}

static void print_counts(const struct way ways[2]) {
  for (int i = 0; i < 2; i++)
    printf("way %d forwarded %lu lost %lu dropped %lu\n", i, (unsigned long)ways[i].forwarded,
           (unsigned long)ways[i].lost, (unsigned long)ways[i].dropped);
  fflush(stdout);
}

int main(int count, char **words) {
  if (count != 7) return fprintf(stderr, "usage: delay-line A B US LOSS MBIT QUEUE\n"), 64;
  double mbit = atof(words[5]);
  delay_ns = strtoull(words[3], NULL, 10) * 1000ull;
  loss = atof(words[4]) / 100;
  ns_per_byte = mbit > 0 ? 8000 / mbit : 0;
  /* The queue is counted in frames of 84 bytes on the wire, the least that Ethernet sends. */
  queue_ns = (uint64_t)(strtod(words[6], NULL) * 84 * ns_per_byte);
  int a = open_tap(words[1]), b = open_tap(words[2]);
  struct way ways[2] = {create_way(a, b), create_way(b, a)};
  state ^= now();
  signal(SIGTERM, end), signal(SIGINT, end), signal(SIGUSR1, ask);
  puts("ready"), fflush(stdout);
  while (!is_over) {
    int work = 0;
    for (int i = 0; i < 2; i++) work += give_out(&ways[i]) + take_in(&ways[i]);
    if (is_asked) is_asked = 0, print_counts(ways);
    if (work == 0) wait_for_work(ways);
  }
  print_counts(ways);
  return 0;
}

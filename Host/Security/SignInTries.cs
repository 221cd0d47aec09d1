using System.Collections.Concurrent;
using System.Net;

namespace ClinicOps.Host.Security;

/// <summary>
/// Wrong passwords and codes by the address they come from, beside each account's own count: somebody who tries one password on
/// many accounts locks none of them. Kept in memory: every host counts for itself.
/// </summary>
internal sealed class SignInTries(TimeProvider clock)
{
    /// <summary>So many wrong tries from one address in <see cref="Window"/>; a whole clinic may be behind one.</summary>
    public const int Most = 40;

    public static readonly TimeSpan Window = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<string, Queue<DateTimeOffset>> failures = new(StringComparer.Ordinal);

    /// <summary>How long nobody there may try; null when they may.</summary>
    public TimeSpan? Rest(HttpContext http)
    {
        if (!failures.TryGetValue(NetworkOf(http), out var times))
        {
            return null;
        }

        lock (times)
        {
            Forget(times);
            return times.Count < Most ? null : times.Peek() + Window - clock.GetUtcNow();
        }
    }

    public void Failed(HttpContext http)
    {
        var times = failures.GetOrAdd(NetworkOf(http), _ => new Queue<DateTimeOffset>());
        lock (times)
        {
            Forget(times);
            times.Enqueue(clock.GetUtcNow());
        }

        if (failures.Count > 1000)
        {
            foreach (var (network, other) in failures)
            {
                lock (other)
                {
                    Forget(other);
                    if (other.Count == 0)
                    {
                        failures.TryRemove(network, out _);
                    }
                }
            }
        }
    }

    private void Forget(Queue<DateTimeOffset> times)
    {
        while (times.TryPeek(out var first) && clock.GetUtcNow() - first >= Window)
        {
            times.Dequeue();
        }
    }

    /// <summary>An address of version 4; of version 6 the network of 64 bits, of which one house has all.</summary>
    private static string NetworkOf(HttpContext http)
    {
        var address = http.Connection.RemoteIpAddress ?? IPAddress.None;
        address = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        var bytes = address.GetAddressBytes();
        return Convert.ToHexString(bytes, 0, Math.Min(8, bytes.Length));
    }
}

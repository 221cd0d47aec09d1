using System.Buffers.Binary;
using System.Security.Cryptography;

namespace ClinicOps.Host.Security;

/// <summary>One-time codes of RFC 6238 as every authenticator app makes them: six digits, 30 s, SHA-1.</summary>
internal static class Totp
{
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private const int StepSeconds = 30;
    private const int KeyBytes = 20;

    /// <summary>A new key, in base 32.</summary>
    public static string NewKey() => RandomNumberGenerator.GetString(Letters, KeyBytes * 8 / 5);

    /// <summary>What an app reads from the QR code.</summary>
    /// <param name="issuer">The clinic, as the app shows it.</param>
    public static string Uri(string issuer, string userName, string key) =>
        $"otpauth://totp/{Encode(issuer)}:{Encode(userName)}?secret={key}&issuer={Encode(issuer)}&digits=6&period={StepSeconds}";

    /// <summary>The step that the code is of, this one or a neighbour (clocks differ a little); null when it is of none.</summary>
    public static long? StepOf(string key, string code, DateTimeOffset now)
    {
        var step = now.ToUnixTimeSeconds() / StepSeconds;
        long? found = null;
        foreach (var near in (long[])[step - 1, step, step + 1])
        {
            if (CryptographicOperations.FixedTimeEquals(System.Text.Encoding.ASCII.GetBytes(CodeAt(key, near)), System.Text.Encoding.ASCII.GetBytes(code)))
            {
                found = near;
            }
        }

        return found;
    }

    public static string CodeAt(string key, long step)
    {
        Span<byte> counter = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        Span<byte> hash = stackalloc byte[20];
#pragma warning disable CA5350 // The apps know no other; nothing here rests on collisions being hard.
        HMACSHA1.HashData(Bytes(key), counter, hash);
#pragma warning restore CA5350
        var value = BinaryPrimitives.ReadInt32BigEndian(hash[(hash[^1] & 0xf)..]) & 0x7fffffff;
        return (value % 1_000_000).ToString("D6", System.Globalization.CultureInfo.InvariantCulture);
    }

    private static byte[] Bytes(string base32)
    {
        var bytes = new List<byte>();
        var (buffer, bits) = (0, 0);
        foreach (var letter in base32)
        {
            (buffer, bits) = ((buffer << 5) | Letters.IndexOf(letter, StringComparison.Ordinal), bits + 5);
            if (bits >= 8)
            {
                bytes.Add((byte)(buffer >> (bits -= 8)));
                buffer &= (1 << bits) - 1;
            }
        }

        return [.. bytes];
    }

    private static string Encode(string text) => System.Uri.EscapeDataString(text);
}

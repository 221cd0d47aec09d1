using System.Buffers.Binary;
using System.Text;

namespace Mutate;

/// <summary>What can be done to any bytes.</summary>
internal static class Damage
{
    public static byte[] Flip(byte[] bytes, Random chance)
    {
        var made = (byte[])bytes.Clone();
        for (var left = 1 << chance.Next(7); left > 0 && made.Length > 0; left--)
        {
            made[chance.Next(made.Length)] ^= (byte)(1 << chance.Next(8));
        }

        return made;
    }

    public static byte[] Cut(byte[] bytes, Random chance) => bytes[..chance.Next(bytes.Length)];

    /// <summary>A piece of it is put somewhere else, or twice.</summary>
    public static byte[] Shuffle(byte[] bytes, Random chance)
    {
        var (from, length) = (chance.Next(bytes.Length), chance.Next(1, 4096));
        var piece = bytes[from..Math.Min(bytes.Length, from + length)];
        var at = chance.Next(bytes.Length);
        return chance.Next(2) == 0 ? [.. bytes[..at], .. piece, .. bytes[at..]] : [.. bytes[..at], .. bytes[Math.Min(bytes.Length, at + length)..]];
    }

    public static byte[] Zeros(byte[] bytes, Random chance)
    {
        var made = (byte[])bytes.Clone();
        var from = chance.Next(made.Length);
        made.AsSpan(from, Math.Min(made.Length - from, chance.Next(1, 2048))).Clear();
        return made;
    }

    public static uint Odd(Random chance) => chance.Next(8) switch
    {
        0 => 0,
        1 => 1,
        2 => 0xFFFF,
        3 => 0x7FFFFFFF,
        4 => 0xFFFFFFFF,
        5 => 100_000,
        6 => 20_000,
        _ => (uint)chance.NextInt64(uint.MaxValue),
    };

    public static void Put(byte[] bytes, int at, uint value, bool little)
    {
        if (little)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(at), value);
        }
        else
        {
            BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(at), value);
        }
    }

    public static byte[] Ascii(string text) => Encoding.Latin1.GetBytes(text);
}

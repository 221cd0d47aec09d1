using System.Buffers.Binary;

namespace Mutate;

internal static class Tiffs
{
    public static Made Damage(byte[] bytes, Random chance) => chance.Next(10) switch
    {
        0 => new("tiff-flip", ".tif", Mutate.Damage.Flip(bytes, chance)),
        1 or 2 => new("tiff-cut", ".tif", Mutate.Damage.Cut(bytes, chance)),
        3 => new("tiff-shuffle", ".tif", Mutate.Damage.Shuffle(bytes, chance)),
        4 => new("tiff-zeros", ".tif", Mutate.Damage.Zeros(bytes, chance)),
        5 => new("tiff-next", ".tif", Next(bytes, chance)),
        _ => new("tiff-tags", ".tif", Tags(bytes, chance)),
    };

    /// <summary>Some entries of the first directory say something else: another tag, type, count or value.</summary>
    private static byte[] Tags(byte[] bytes, Random chance)
    {
        var made = (byte[])bytes.Clone();
        var (little, directory, count) = First(made);
        for (var left = chance.Next(1, 4); left > 0 && count > 0; left--)
        {
            var entry = directory + 2 + (12 * chance.Next(count));
            switch (chance.Next(5))
            {
                case 0:
                    made[entry + chance.Next(4)] = (byte)chance.Next(256);
                    break;
                case 1:
                    Mutate.Damage.Put(made, entry + 4, Mutate.Damage.Odd(chance), little);
                    break;
                default:
                    Mutate.Damage.Put(made, entry + 8, Mutate.Damage.Odd(chance), little);
                    break;
            }
        }

        return made;
    }

    /// <summary>The next page lies here again, elsewhere, or nowhere.</summary>
    private static byte[] Next(byte[] bytes, Random chance)
    {
        var made = (byte[])bytes.Clone();
        var (little, directory, count) = First(made);
        var at = directory + 2 + (12 * count);
        if (at + 4 <= made.Length)
        {
            Mutate.Damage.Put(made, at, chance.Next(3) switch { 0 => (uint)directory, 1 => (uint)chance.Next(made.Length), _ => Mutate.Damage.Odd(chance) }, little);
        }

        return made;
    }

    private static (bool Little, int Directory, int Count) First(byte[] bytes)
    {
        var little = bytes[0] == 'I';
        var directory = (int)(little ? BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(4)) : BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(4)));
        int count = little ? BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(directory)) : BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(directory));
        return (little, directory, count);
    }
}

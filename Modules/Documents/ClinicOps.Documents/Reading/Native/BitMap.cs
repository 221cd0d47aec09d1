namespace ClinicOps.Documents.Reading.Native;

/// <summary>The pixels of a binary picture, to be asked one by one; outside of it there is no ink.</summary>
/// <param name="words">As leptonica keeps them: 32 pixels a word, the leftmost in the highest bit, rows of whole words.</param>
internal sealed class BitMap(int width, int height, int wordsPerRow, int[] words)
{
    public bool HasInk(int x, int y) =>
        x >= 0 && y >= 0 && x < width && y < height && (words[(y * wordsPerRow) + (x >> 5)] & (1 << (31 - (x & 31)))) != 0;

    public bool AnyInColumn(int x, int top, int bottom)
    {
        for (var y = top; y < bottom; y++)
        {
            if (HasInk(x, y))
            {
                return true;
            }
        }

        return false;
    }

    public bool AnyInRow(int y, int left, int right)
    {
        for (var x = left; x < right; x++)
        {
            if (HasInk(x, y))
            {
                return true;
            }
        }

        return false;
    }

    public int Count(Box box)
    {
        var ink = 0;
        for (var y = box.Y; y < box.Bottom; y++)
        {
            for (var x = box.X; x < box.Right; x++)
            {
                ink += HasInk(x, y) ? 1 : 0;
            }
        }

        return ink;
    }
}

namespace ClinicOps.Documents.Sorting;

/// <summary>Finds phrases in rows of read words, forgiving the slips of the reading engine.</summary>
internal static class Phrases
{
    /// <summary>
    /// Whether the read word may be the wanted one (both as keys): equal, or for five letters and more one letter off, for
    /// nine and more two. Never for short words: "sex" and "see" differ by one letter; but "D0B" is "DOB", figures taken for letters.
    /// </summary>
    public static bool Alike(string read, string wanted)
    {
        if (read == wanted || (read.Length == wanted.Length && read.Any(char.IsAsciiDigit) && AsLetters(read) == wanted))
        {
            return true;
        }

        var allowed = wanted.Length >= 9 ? 2 : wanted.Length >= 5 ? 1 : 0;
        if (allowed == 0 || Math.Abs(read.Length - wanted.Length) > allowed || System.Numerics.BitOperations.PopCount(Letters(read) ^ Letters(wanted)) > 2 * allowed)
        {
            return false;
        }

        // Two letters off and another first letter is another word: "cardiology" is no "radiology", "patient" no "inpatient".
        var distance = Distance(read, wanted, allowed);
        return distance < 2 ? distance <= allowed : distance <= allowed && read[0] == wanted[0];
    }

    /// <summary>Which letters occur: an edit changes no more than two of them, so most words are told apart without counting edits.</summary>
    private static uint Letters(string word)
    {
        var letters = 0u;
        foreach (var c in word)
        {
            letters |= 1u << (c & 31);
        }

        return letters;
    }

    private static string AsLetters(string read) => read.Replace('0', 'o').Replace('8', 'b').Replace('1', 'l').Replace('5', 's').Replace('6', 'b');

    /// <summary>Where the phrase (words as keys) starts in the row at or after <paramref name="from"/>; -1 when it does not occur.</summary>
    public static int Find(PageRow row, string[] phrase, int from = 0)
    {
        for (var i = from; i + phrase.Length <= row.Words.Count; i++)
        {
            if (StartsAt(row, i, phrase))
            {
                return i;
            }
        }

        return -1;
    }

    public static bool StartsAt(PageRow row, int at, string[] phrase)
    {
        if (at + phrase.Length > row.Words.Count)
        {
            return false;
        }

        for (var k = 0; k < phrase.Length; k++)
        {
            if (!Alike(row.Words[at + k].Key, phrase[k]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Edits (insert, delete, replace, exchange of neighbours) between the two; may stop early above the limit.</summary>
    public static int Distance(string a, string b, int limit = int.MaxValue)
    {
        var before = new int[b.Length + 1];
        var last = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var now = new int[b.Length + 1];
            now[0] = i;
            var least = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = a[i - 1] == b[j - 1] ? 0 : 1;
                now[j] = Math.Min(Math.Min(now[j - 1] + 1, last[j] + 1), last[j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    now[j] = Math.Min(now[j], before[j - 2] + 1);
                }

                least = Math.Min(least, now[j]);
            }

            if (least > limit)
            {
                return least;
            }

            (before, last) = (last, now);
        }

        return last[b.Length];
    }
}

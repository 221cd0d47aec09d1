using System.Text;

namespace ClinicOps.Intake.Coverage.X12;

/// <summary>
/// Takes a received file apart into interchanges and segments. The separators are those that its ISA segment says; line ends between
/// segments are nothing. Whatever the bytes are, the answer comes in bounded time and says why, where it is a refusal.
/// </summary>
internal static class X12Reader
{
    public const int MostBytes = 4 * 1024 * 1024;

    private const int MostSegments = 50_000;
    private const int MostElements = 250;
    private const int LongestSegment = 20_000;
    private const int FixedHeader = 106;
    private const int LongestHeader = 400;

    /// <summary>What DOS writes behind a file.</summary>
    private const char EndOfFile = '\u001A';

    private const string NoHeader = "It does not begin with an ISA segment: it is no X12 interchange.";

    private static readonly int[] HeaderWidths = [2, 10, 2, 10, 2, 15, 2, 15, 6, 4, 1, 5, 9, 1, 1, 1];

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static X12Reading Read(byte[] bytes)
    {
        if (bytes.Length > MostBytes)
        {
            return new X12Reading.Refused($"It is larger than {MostBytes / 1024 / 1024} MB: no answer of a payer is.");
        }

        if (Array.IndexOf(bytes, (byte)0) >= 0)
        {
            return new X12Reading.Refused("It holds bytes that no X12 message has (zeros): it is no text, or was damaged.");
        }

        var text = Decode(bytes).TrimStart('\uFEFF', ' ', '\t', '\r', '\n').TrimEnd(EndOfFile);
        if (text.Length == 0)
        {
            return new X12Reading.Refused("It is empty.");
        }

        var (interchanges, notRead) = (new List<X12Interchange>(), new X12Problems());
        var (position, segments) = (0, 0);
        while (position < text.Length)
        {
            var (begins, why) = (position, NoHeader);
            if (text.AsSpan(position).StartsWith("ISA", StringComparison.Ordinal))
            {
                (var interchange, why) = One(text, ref position, ref segments);
                if (interchange is not null)
                {
                    interchanges.Add(interchange);
                    continue;
                }
            }

            // What stands before and behind it is whole: it is not lost with what cannot be read.
            notRead.Add(interchanges.Count == 0 ? why! : $"Behind interchange {interchanges.Count} stands something that was not read. {why}");
            position = segments > MostSegments ? text.Length : NextHeader(text, begins + 1, text.Length);
        }

        return interchanges.Count == 0 ? new X12Reading.Refused(notRead.Told[0]) : new X12Reading.Read(interchanges, notRead.Told);
    }

    private static (X12Interchange? Interchange, string? Why) One(string text, ref int position, ref int segmentsSoFar)
    {
        var problems = new X12Problems();
        var within = NextHeader(text, position + 1, Math.Min(text.Length, position + LongestHeader));
        var (separators, why, header) = Separators(text.AsSpan(position, within - position), problems);
        if (separators is null)
        {
            return (null, why);
        }

        var segments = new List<X12Segment> { new(1, text.Substring(position, header - 1), text.Substring(position, header - 1).Split(separators.Element)) };
        position = After(text, position + header);
        while (position < text.Length && segments[^1].Name != "IEA")
        {
            if (text.AsSpan(position).StartsWith($"ISA{separators.Element}", StringComparison.Ordinal) || IsFixedHeader(text, position))
            {
                break;
            }

            var end = text.IndexOf(separators.Terminator, position);
            var next = NextHeader(text, position + 1, end < 0 ? text.Length : end);
            var isCutOff = end < 0 || next < end;
            if (isCutOff)
            {
                problems.Add("Its last segment has no end: the message was cut off.");
                end = next;
            }

            var raw = text[position..end].TrimEnd('\r', '\n');
            position = After(text, isCutOff ? end : end + 1);
            if (raw.Length == 0)
            {
                continue;
            }

            var number = segments.Count + 1;
            if (raw.Length > LongestSegment || raw.AsSpan().Count(separators.Element) > MostElements)
            {
                return (null, $"Its segment {number} is longer than any X12 segment: it is damaged, or the ISA segment names the wrong separators.");
            }

            if (++segmentsSoFar > MostSegments)
            {
                return (null, $"It has more than {MostSegments} segments.");
            }

            var elements = raw.Split(separators.Element);
            if (!IsName(elements[0]))
            {
                problems.Add($"Segment {number} does not begin with a segment's name.");
            }

            segments.Add(new X12Segment(number, raw, elements));
        }

        return (X12Envelopes.Of(separators, segments, problems), null);
    }

    /// <summary>The separators that the ISA segment at the beginning says, and its length with its terminator.</summary>
    private static (X12Separators? Separators, string? Why, int Length) Separators(ReadOnlySpan<char> text, X12Problems problems)
    {
        const string BrokenOff = "Its ISA segment breaks off.";
        if (text.Length < 4)
        {
            return (null, BrokenOff, 0);
        }

        var element = text[3];
        var (at, widthsHold) = (3, true);
        foreach (var width in HeaderWidths[..^1])
        {
            var next = text[(at + 1)..].IndexOf(element);
            if (next < 0)
            {
                return (null, BrokenOff, 0);
            }

            widthsHold &= next == width;
            at += next + 1;
        }

        if (text.Length < at + 3)
        {
            return (null, BrokenOff, 0);
        }

        var (component, terminator) = (text[at + 1], text[at + 2]);
        if (!CanSeparate(element) || !CanSeparate(component) || !CanSeparate(terminator) || element == component || element == terminator || component == terminator)
        {
            return (null, "Its ISA segment does not say which characters separate: two of them are the same, or a letter, digit or space.", 0);
        }

        if (!widthsHold || at + 3 != FixedHeader)
        {
            problems.Add("Its ISA segment is not of the fixed width; the separators were found by counting its elements.");
        }

        var written = text[..(at + 1)].ToString().Split(element)[11];
        char? repetition = written.Length == 1 && CanSeparate(written[0]) && written[0] != element && written[0] != component && written[0] != terminator ? written[0] : null;
        return (new X12Separators(element, repetition, component, terminator), null, at + 3);
    }

    /// <summary>
    /// Where the next interchange begins: an ISA segment of the fixed width, which no other text is by chance. Each place is given up at the first element
    /// of another width, so that this takes no longer than the text is.
    /// </summary>
    /// <returns><paramref name="end"/> where none begins before it.</returns>
    private static int NextHeader(string text, int from, int end)
    {
        for (var at = from; at < end; at += 3)
        {
            var found = text.AsSpan(at, end - at).IndexOf("ISA", StringComparison.Ordinal);
            if (found < 0)
            {
                break;
            }

            at += found;
            if (IsFixedHeader(text, at))
            {
                return at;
            }
        }

        return end;
    }

    private static bool IsFixedHeader(string text, int begins)
    {
        if (text.Length - begins < FixedHeader || !text.AsSpan(begins).StartsWith("ISA", StringComparison.Ordinal))
        {
            return false;
        }

        var (element, at) = (text[begins + 3], begins + 3);
        foreach (var width in HeaderWidths.AsSpan()[..^1])
        {
            if (text.AsSpan(at + 1, width).Contains(element) || text[at + 1 + width] != element)
            {
                return false;
            }

            at += width + 1;
        }

        return CanSeparate(element) && CanSeparate(text[at + 1]) && CanSeparate(text[at + 2]);
    }

    private static bool CanSeparate(char c) => !char.IsLetterOrDigit(c) && c != ' ' && c != '\uFFFD';

    private static bool IsName(string name) => name.Length is 2 or 3 && name.All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c));

    /// <summary>The next place that is no line end or blank.</summary>
    private static int After(string text, int position)
    {
        while (position < text.Length && text[position] is '\r' or '\n' or ' ' or '\t')
        {
            position++;
        }

        return Math.Min(position, text.Length);
    }

    private static string Decode(byte[] bytes)
    {
        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return Encoding.Latin1.GetString(bytes);
        }
    }
}

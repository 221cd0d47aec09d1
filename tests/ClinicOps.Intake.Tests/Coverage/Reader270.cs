using Xunit;

namespace ClinicOps.Intake.Tests.Coverage;

/// <summary>
/// A second reader of 270s, written from the standard's layout and not from the writer: fixed positions of the ISA, its own walk over the
/// levels, and every count and control number checked.
/// </summary>
internal static class Reader270
{
    public static Question Read(string text)
    {
        Assert.Equal("ISA", text[..3]);
        var (element, component, end) = (text[3], text[104], text[105]);
        Assert.Equal(3, new HashSet<char> { element, component, end }.Count);
        int[] separatorsStandAt = [3, 6, 17, 20, 31, 34, 50, 53, 69, 76, 81, 83, 89, 99, 101, 103];
        Assert.All(separatorsStandAt, at => Assert.Equal(element, text[at]));
        var segments = text.Replace("\n", "", StringComparison.Ordinal).Split(end, StringSplitOptions.RemoveEmptyEntries).Select(segment => segment.Split(element)).ToList();
        Assert.All(segments, segment => Assert.NotEqual("", segment[^1]));
        Assert.All(text, c => Assert.True(c is '\n' or '^' or '~' or '*' or ':' || (c is >= ' ' and <= 'Z'), $"U+{(int)c:X4}"));

        string[] At(string name) => Assert.Single(segments, segment => segment[0] == name);
        var (isa, gs, st, se, ge, iea) = (segments[0], At("GS"), At("ST"), At("SE"), At("GE"), At("IEA"));
        Assert.Equal(["ISA", "GS", "ST", "BHT"], segments.Take(4).Select(segment => segment[0]));
        Assert.Equal(["SE", "GE", "IEA"], segments.TakeLast(3).Select(segment => segment[0]));
        Assert.Equal((isa[13], gs[6], st[2]), (iea[2], ge[2], se[2]));
        Assert.Equal(("1", "1", isa[13].TrimStart('0')), (iea[1], ge[1], gs[6]));
        Assert.Equal(segments.Count - 4, int.Parse(se[1], System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(("HS", "X", "005010X279A1", "270", "005010X279A1", "00501"), (gs[1], gs[7], gs[8], st[1], st[3], isa[12]));
        Assert.Equal((isa[6].TrimEnd(), isa[8].TrimEnd()), (gs[2], gs[3]));

        var levels = new List<(string Id, string Parent, string Kind, bool HasChild, List<string[]> Segments)>();
        foreach (var segment in segments.Skip(4).Take(segments.Count - 7))
        {
            if (segment[0] == "HL")
            {
                levels.Add((segment[1], segment[2], segment[3], segment[4] == "1", []));
            }
            else
            {
                levels[^1].Segments.Add(segment);
            }
        }

        Assert.Equal(levels.Count == 4 ? ["20", "21", "22", "23"] : ["20", "21", "22"], levels.Select(level => level.Kind));
        for (var number = 0; number < levels.Count; number++)
        {
            Assert.Equal($"{number + 1}", levels[number].Id);
            Assert.Equal(number == 0 ? "" : $"{number}", levels[number].Parent);
            Assert.Equal(number < levels.Count - 1, levels[number].HasChild);
        }

        string[] In(int level, string name) => Assert.Single(levels[level].Segments, segment => segment[0] == name);
        string[]? Perhaps(int level, string name) => level < levels.Count ? levels[level].Segments.SingleOrDefault(segment => segment[0] == name) : null;
        var (payer, provider, subscriber, asked) = (In(0, "NM1"), In(1, "NM1"), In(2, "NM1"), levels.Count - 1);
        Assert.Equal(("PR", "2", "PI", "1P", "XX", "IL", "1", "MI"), (payer[1], payer[2], payer[8], provider[1], provider[8], subscriber[1], subscriber[2], subscriber[8]));
        Assert.Equal(("291", "D8"), (In(asked, "DTP")[1], In(asked, "DTP")[2]));
        Assert.Equal("1", In(asked, "TRN")[1]);
        Assert.Equal(10, In(asked, "TRN")[3].Length);
        Assert.DoesNotContain(levels.SkipLast(1).SelectMany(level => level.Segments), segment => segment[0] is "DTP" or "TRN" or "EQ");
        return new Question(
            isa[6].TrimEnd(), isa[8].TrimEnd(), isa[13], isa[15], payer[3], payer[9], provider[3], provider[9], subscriber[3], subscriber[4], subscriber[9],
            Perhaps(2, "DMG")?[2], Perhaps(2, "DMG")?.ElementAtOrDefault(3),
            Perhaps(3, "NM1")?[4], Perhaps(3, "DMG")?[2], Perhaps(3, "INS")?[2],
            In(asked, "TRN")[2], In(asked, "DTP")[3], string.Join(',', levels[asked].Segments.Where(segment => segment[0] == "EQ").Select(segment => segment[1])));
    }

    internal sealed record Question(
        string Sender, string Receiver, string Control, string Usage, string Payer, string PayerId, string Provider, string Npi, string SubscriberLast, string SubscriberFirst, string MemberId,
        string? SubscriberBorn, string? SubscriberSex, string? DependantFirst, string? DependantBorn, string? Relationship, string Trace, string On, string ServiceTypes);
}

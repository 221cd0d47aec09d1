using System.Globalization;
using ClinicOps.Documents.Fields;
using ClinicOps.Documents.Matching;
using ClinicOps.Documents.Orders;
using ClinicOps.Documents.Reading;
using ClinicOps.Documents.Sorting;
using ClinicOps.Documents.Tests.Matching;
using ClinicOps.Intake.Contracts;
using Xunit;

namespace ClinicOps.Documents.Tests.HeldOut;

/// <summary>
/// Papers of offices whose wordings and layouts nothing was learned from or written for (papers.txt). They are a measure: whoever mends a rule mends what
/// is general in it, and writes no paper's words into the code.
/// </summary>
public sealed class HeldOutTests
{
    private static readonly DateOnly Today = new(2026, 3, 2);

    private static readonly IReadOnlyList<HeldOutPaper> Papers = HeldOutPaper.All();

    [Fact]
    public void Most_papers_of_offices_never_seen_are_known_for_what_they_are_and_hardly_one_is_taken_for_another()
    {
        var read = Papers.Select(paper => (Paper: paper, ClassifyDocument.Of([paper.Page(1)]).Type)).ToList();
        var wrong = read.Where(r => r.Type != r.Paper.Type && r.Type != DocumentType.Unsure).Select(r => $"{r.Paper.Name}: {r.Type}").ToList();

        Holds(read.Count(r => r.Type == r.Paper.Type), read.Count, 0.8, read.Where(r => r.Type != r.Paper.Type).Select(r => $"{r.Paper.Name}: {r.Type}"));
        Holds(read.Count - wrong.Count, read.Count, 0.94, wrong);
    }

    [Fact]
    public void Whom_they_are_about_is_read_on_nearly_all()
    {
        var about = Papers.Where(paper => paper.Patient.Length > 0).ToList();
        var missed = about.Where(paper => !paper.IsNamedBy(ReadPatientEvidence.From([paper.Page(1)], Today))).Select(paper => paper.Name).ToList();

        Holds(about.Count - missed.Count, about.Count, 0.85, missed);
    }

    [Fact]
    public void Two_that_come_behind_each_other_are_parted()
    {
        var pairs = Papers.Zip(Papers.Skip(7).Concat(Papers.Take(7))).ToList();
        var joined = pairs.Where(pair => SplitTransmission.Of([pair.First.Page(1), pair.Second.Page(2)], Today, []).Documents.Count != 2).Select(pair => $"{pair.First.Name} + {pair.Second.Name}").ToList();

        Holds(pairs.Count - joined.Count, pairs.Count, 0.9, joined);
    }

    [Fact]
    public void What_is_ordered_and_decided_is_read_on_most()
    {
        var asked = Papers.SelectMany(paper => paper.Orders.Select(order => (Text: $"{paper.Name}: order {order}", Is: TranscribeOrders.From(paper.Type, [paper.Page(1)]).Any(o => $"{o.Kind}|{o.Code?.Value}" == order)))
            .Concat(paper.Fields.Select(field => (Text: $"{paper.Name}: {field}", Is: ReadFields.From(paper.Type, [paper.Page(1)]).Any(f => $"{f.Field.Code()}={f.Read.Value}" == field))))).ToList();

        Holds(asked.Count(a => a.Is), asked.Count, 0.8, asked.Where(a => !a.Is).Select(a => a.Text));
    }

    private static void Holds(int right, int of, double least, IEnumerable<string> others) =>
        Assert.True(right >= least * of, string.Create(CultureInfo.InvariantCulture, $"{right} of {of}, bar {least:P0}:\n{string.Join('\n', others)}"));
}

/// <summary>One paper of the file, with what a person reads off it.</summary>
/// <param name="Patient">"Elena Rossi 1990-06-20"; empty where nobody's name and birth date stand on it.</param>
internal sealed record HeldOutPaper(string Name, DocumentType Type, string Patient, IReadOnlyList<string> Orders, IReadOnlyList<string> Fields, IReadOnlyList<string> Lines)
{
    public static IReadOnlyList<HeldOutPaper> All() =>
        [.. File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "HeldOut", "papers.txt")).Split("=== ", StringSplitOptions.RemoveEmptyEntries).Select(Parse)];

    public PageText Page(int number) => PageTextBuilder.Page(number, [.. Lines]) with { Width = 2100 };

    public bool IsNamedBy(PatientEvidence evidence)
    {
        var words = Patient.Split(' ');
        var (first, last, born) = (NameKeys.Key(words[0]), NameKeys.Key(string.Join(' ', words[1..^1])), DateOnly.Parse(words[^1], CultureInfo.InvariantCulture));
        return evidence.Names.Count > 0 && evidence.BirthDates.Count > 0
            && evidence.Names.All(n => NameKeys.Key(n.Name.First) == first && NameKeys.Key(n.Name.Last) == last)
            && evidence.BirthDates.All(d => d.Date == born);
    }

    private static HeldOutPaper Parse(string text)
    {
        var lines = text.Split('\n').Select(line => line.TrimEnd()).ToList();
        var heads = lines.Skip(1).TakeWhile(line => line.Split(' ')[0] is "type" or "patient" or "order" or "field").ToList();
        IReadOnlyList<string> Of(string head) => [.. heads.Where(line => line.StartsWith(head + " ", StringComparison.Ordinal)).Select(line => line[(head.Length + 1)..])];
        return new(lines[0], DocumentTypes.FromCode(Of("type")[0])!.Value, Of("patient")[0].TrimStart('-'), Of("order"), Of("field"), [.. lines.Skip(1 + heads.Count)]);
    }
}

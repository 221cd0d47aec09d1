using System.Globalization;
using System.Text;
using ClinicOps.Documents.Reading;
using ClinicOps.Documents.Sorting;
using ClinicOps.Documents.Tests.Campaign;

namespace ClinicOps.Documents.Tests.Sorting.Training;

/// <summary>A document as it came out of reading, with what it is.</summary>
internal sealed record DrawnPaper(PaperKind Kind, IReadOnlyList<PageText> Pages);

/// <summary>Draws papers of a kind: who it is about, the values, the look, which lines are there, how it was faxed and read.</summary>
internal sealed class DrawPaper(Draw draw)
{
    /// <summary>Headings of what is sent along.</summary>
    private static readonly string[] Attached =
    [
        "Clinical Notes|Office Notes|Chart Notes", "Supporting Documentation|Attachment|Enclosure", "Medication List|Current Medications|Active Medications", "Problem List|Past Medical History",
        "Progress Note|Most Recent Visit|Visit Note", "Allergies|Social History", "Recent Results|Vitals|Labs", " | ",
    ];

    private readonly SlotValues values = new(draw);
    private readonly List<Sheet> sheets = [];
    private Look look = Look.Drawn(draw);
    private Sheet sheet = null!;

    /// <param name="more">Pages that go on with lines of the same kind.</param>
    /// <param name="samePatient">It is about whom the paper drawn before is about.</param>
    /// <param name="sameOffice">It is set as the paper drawn before.</param>
    /// <param name="attached">Lines of a note, a report or a list that follow as further pages, without a head of their own.</param>
    public DrawnPaper Of(PaperKind kind, int firstNumber = 1, int more = 0, bool samePatient = false, bool sameOffice = false, IReadOnlyList<string>? attached = null)
    {
        sheets.Clear();
        look = sameOffice ? look : Look.Drawn(draw);
        values.NewPaper(samePatient);
        var pages = Pages(kind.Lines);
        var own = kind.Lines.Where(line => line[0] is not '#' and not '@' and not '~' and not '-').ToList();
        if (attached is not null)
        {
            pages.AddRange(Enumerable.Range(0, Math.Max(1, more)).Select(_ => draw.Some(attached, draw.Int(3, 9)).Prepend("# " + draw.One(Attached)).ToList()));
        }
        else if (more > 0 && pages.Count == 1 && own.Count >= more + 2 && draw.Chance(0.6))
        {
            pages = Dealt(pages[0], more + 1);
        }
        else
        {
            pages.AddRange(Enumerable.Range(0, more).Select(_ => draw.Some(own, draw.Int(2, 7)).ToList()));
        }

        var counts = pages.Count > 1 && draw.Chance(0.45);
        for (var i = 0; i < pages.Count; i++)
        {
            // A scan, a print of another program or a form filled in elsewhere may lie within a paper.
            look = i > 0 && more > 0 && draw.Chance(0.12) ? Look.Drawn(draw) : look;
            sheet = new(look);
            sheets.Add(sheet);
            if (draw.Chance(0.6))
            {
                sheet.At(24, $"Mar-02-2026 0{draw.Int(7, 9)}:{draw.Int(10, 59)}  FROM: {draw.One(Names.Houses).ToUpperInvariant()} (614) 555-01{draw.Digits(2)}  TO: 2075550111  P.{i + firstNumber}/{draw.Int(i + firstNumber, i + firstNumber + 3)}");
            }

            if (i > 0 && draw.Chance(0.65))
            {
                sheet.At(90, values.Fill(draw.Pick("<name>   DOB <dob>", "Patient: <name>", "<name>  MRN <mrn>", "Re: <name>", "<name>", "<d>  <name>")));
            }

            Page(pages[i], i == 0);
            if (counts)
            {
                sheet.At(2090, $"Page {i + 1} of {pages.Count}");
            }
        }

        var wearing = draw.Pick(Wearing.Clean, Wearing.Clean, Wearing.Clean, Wearing.Medium, Wearing.Medium, Wearing.Bad);
        return new(kind, [.. sheets.Select((s, at) => Wear.Read(draw, at + firstNumber, s.Words, wearing).Page)]);
    }

    /// <summary>What one page would hold, in order on several: no line comes twice, and what closes it stands on the last.</summary>
    private List<List<string>> Dealt(List<string> lines, int count)
    {
        var body = Enumerable.Range(0, lines.Count).Where(at => lines[at][0] is not '#' and not '@' and not '~').ToList();
        var cuts = draw.Some(body.Skip(1).ToList(), count - 1).Order().ToList();
        return [.. cuts.Prepend(0).Zip(cuts.Append(lines.Count), (from, to) => lines[from..to])];
    }

    private static List<List<string>> Pages(IReadOnlyList<string> lines)
    {
        List<List<string>> pages = [[]];
        foreach (var line in lines)
        {
            if (line == "--")
            {
                pages.Add([]);
            }
            else
            {
                pages[^1].Add(line);
            }
        }

        return pages;
    }

    private void Page(List<string> lines, bool first)
    {
        var letterhead = lines.Find(l => l.StartsWith('@'))?[1..].Trim();
        var headings = lines.Where(l => l.StartsWith('#')).Select(l => draw.One(Choices(l[1..].Trim()))).ToList();
        var rest = lines.Where(l => l[0] is not '@' and not '#').ToList();
        var withHeading = draw.Chance(0.82);
        var (headFirst, headAfterBlock) = (draw.Chance(0.15), draw.Chance(0.12) && rest.Contains("~"));
        if (first && headFirst && withHeading)
        {
            Headings(headings);
        }

        if (letterhead is not null && draw.Chance(0.88))
        {
            Letterhead(values.Fill(draw.One(Choices(letterhead)).Trim()));
        }

        if ((!first || !headFirst) && !headAfterBlock && withHeading)
        {
            Headings(headings);
        }

        var dropped = draw.Pick(0.0, 0.0, 0.1, 0.25, 0.4);
        foreach (var line in Ordered(rest))
        {
            if (line == "~")
            {
                Block();
                if (headAfterBlock && withHeading)
                {
                    Headings(headings);
                }
            }
            else if ((line[0] != '?' || draw.Chance(0.6)) && !draw.Chance(dropped) && !sheet.IsFull)
            {
                Text(line.TrimStart('?', '%'));
            }
        }
    }

    /// <summary>Lines that stand anywhere change places with those beside them.</summary>
    private List<string> Ordered(List<string> lines)
    {
        var ordered = new List<string>();
        for (var at = 0; at < lines.Count;)
        {
            var run = lines.Skip(at).TakeWhile(l => l.StartsWith('%')).ToList();
            ordered.AddRange(run.Count > 0 ? draw.Shuffled(run) : [lines[at]]);
            at += Math.Max(1, run.Count);
        }

        return ordered;
    }

    private void Text(string line)
    {
        var times = line.StartsWith("* ", StringComparison.Ordinal) ? draw.Int(2, 6) : 1;
        for (var i = 0; i < times && !sheet.IsFull; i++)
        {
            var text = values.Fill(times > 1 || line.StartsWith("* ", StringComparison.Ordinal) ? line[2..] : line);
            var cells = text.Split("   ", StringSplitOptions.RemoveEmptyEntries);
            if (cells.Length > 1)
            {
                sheet.Row([.. cells.Select((cell, at) => (sheet.Left + (at * (1560 - sheet.Left) / cells.Length), cell, false))]);
                continue;
            }

            foreach (var row in Wrapped(text))
            {
                sheet.Line(row);
            }
        }

        if (draw.Chance(0.12))
        {
            sheet.Gap();
        }
    }

    private static IEnumerable<string> Wrapped(string text)
    {
        var row = new StringBuilder();
        foreach (var word in text.Split(' '))
        {
            if (row.Length + word.Length > 96)
            {
                yield return row.ToString();
                row.Clear();
            }

            row.Append(row.Length > 0 ? " " : "").Append(word);
        }

        yield return row.ToString();
    }

    private void Headings(List<string> headings)
    {
        var size = draw.Number(1, 1.7);
        int? left = draw.Chance(0.4) ? draw.Int(300, 620) : null;
        foreach (var heading in headings.Where(h => h.Trim().Length > 0))
        {
            var text = values.Fill(heading.Trim());
            sheet.Line(draw.Chance(0.4) ? text.ToUpperInvariant() : text, size: size, left: left);
            size = Math.Max(1, size - 0.25);
        }

        sheet.Gap();
    }

    /// <summary>Parted by "|", but not within braces.</summary>
    private static List<string> Choices(string text)
    {
        var (choices, depth, from) = (new List<string>(), 0, 0);
        for (var i = 0; i < text.Length; i++)
        {
            depth += text[i] == '{' ? 1 : text[i] == '}' ? -1 : 0;
            if (text[i] == '|' && depth == 0)
            {
                choices.Add(text[from..i]);
                from = i + 1;
            }
        }

        return [.. choices, text[from..]];
    }

    /// <param name="sender">A name, or in one small word a pool of names.</param>
    private void Letterhead(string sender)
    {
        if (sender.Length == 0)
        {
            return;
        }

        sheet.Line(char.IsLower(sender[0]) && !sender.Contains(' ', StringComparison.Ordinal) ? values.Fill($"<{sender}>") : sender, size: draw.Number(1, 1.7), left: draw.Chance(0.35) ? 520 : null);
        if (draw.Chance(0.7))
        {
            sheet.Line(values.Fill($"{draw.Int(10, 9900)} {draw.One(Names.Streets)}, {draw.One(Names.Towns)}, OH 43{draw.Digits(3)}"), left: draw.Chance(0.2) ? 520 : null);
        }

        if (draw.Chance(0.7))
        {
            sheet.Line($"{draw.Pick("Tel", "Phone", "Ph", "T", "Office")}: (614) 555-01{draw.Digits(2)}   {draw.Pick("Fax", "F", "FAX")}: (614) 555-01{draw.Digits(2)}");
        }

        sheet.Gap();
    }

    private void Block()
    {
        var fields = new List<(string Label, string Value)>
        {
            (draw.Pick("Patient", "Patient Name", "Name", "Pt", "Pt Name", "RE", "Patient (Last, First)", "Full Name", "Member", "Client", "Individual"), "<name>"),
            (draw.Pick("DOB", "Date of Birth", "D.O.B.", "Birth Date", "Birthdate"), "<dob>"),
        };
        foreach (var (chance, label, value) in new[]
        {
            (0.35, "Sex", "<sex>"), (0.3, "MRN", "<mrn>"), (0.3, "Phone", "<phone>"), (0.25, "Address", "<addr>"), (0.2, "Age", "<age>"), (0.2, "Insurance", "<payer>"), (0.2, "Member ID", "<mem>"),
            (0.1, "Account #", "<n>"), (0.1, "PCP", "<p>"), (0.1, "Language", "English"), (0.1, "Date of Service", "<d>"), (0.08, "Visit Date", "<d>"), (0.08, "Location", "<org>"), (0.06, "SSN", "xxx-xx-<n4>"),
        })
        {
            if (draw.Chance(chance))
            {
                fields.Add((label, value));
            }
        }

        if (draw.Chance(0.15))
        {
            sheet.Line(values.Fill(draw.Pick("<name> (DOB: <dob>)", "Re: <name>, born <dob>", "<name>  <sex>  <dob>  MRN <mrn>", "RE: <name> DOB <dob> ID <mem>")));
            return;
        }

        var two = draw.Chance(0.45);
        for (var i = 0; i < fields.Count; i++)
        {
            sheet.Field(fields[i].Label, values.Fill(fields[i].Value), left: two && i % 2 == 1 ? sheet.Middle : null);
            if (!two || i % 2 == 1 || i == fields.Count - 1)
            {
                sheet.End();
            }
        }

        sheet.Gap();
    }
}

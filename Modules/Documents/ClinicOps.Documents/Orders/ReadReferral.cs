using System.Text.RegularExpressions;
using ClinicOps.Documents.Sorting;

namespace ClinicOps.Documents.Orders;

/// <summary>Finds the specialty that a referral asks for: ticked, labelled, in a table, or in the letter's own sentence.</summary>
internal static partial class ReadReferral
{
    private const string Specialties = """
        Allergy and Immunology: allergy and immunology|allergist|allergy|immunology
        Audiology: audiology|audiologist
        Bariatric Surgery: bariatric surgery|bariatric|bariatrics
        Cardiology: cardiology|cardiologist|cardiovascular|heart failure clinic|cardiac electrophysiology|electrophysiology
        Cardiothoracic Surgery: cardiothoracic surgery|thoracic surgery
        Colorectal Surgery: colorectal surgery|colon and rectal surgery
        Dermatology: dermatology|dermatologist
        Endocrinology: endocrinology|endocrinologist|diabetes clinic
        Gastroenterology: gastroenterology|gastroenterologist|hepatology|hepatologist|gi clinic
        General Surgery: general surgery|general surgeon|surgery|surgeon
        Genetics: genetics|genetic counseling|medical genetics
        Geriatrics: geriatrics|geriatric medicine
        Gynecology: gynecology|obstetrics and gynecology|obgyn|gynecologist|obstetrics|maternal fetal medicine|urogynecology
        Hand Surgery: hand surgery|hand surgeon
        Hematology: hematology oncology|hematology|hematologist
        Infectious Disease: infectious disease|infectious diseases
        Nephrology: nephrology|nephrologist
        Neurology: neurology|neurologist|headache clinic|movement disorders
        Neurosurgery: neurosurgery|neurosurgeon|spine surgery|neurological surgery
        Nutrition: nutrition|dietitian|dietician|nutritionist|medical nutrition therapy|diabetes education
        Oncology: oncology|oncologist|medical oncology|radiation oncology|surgical oncology
        Ophthalmology: ophthalmology|ophthalmologist|retina|eye clinic|optometry
        Oral Surgery: oral surgery|maxillofacial surgery|dentistry
        Orthopedic Surgery: orthopedic surgery|orthopaedic surgery|orthopedics|orthopaedics|orthopedic|orthopaedic|orthopedist|orthopedic surgeon|sports medicine|ortho
        Otolaryngology: otolaryngology|ent|ear nose and throat|otolaryngologist
        Pain Management: pain management|pain medicine|pain clinic|interventional pain
        Palliative Care: palliative care|palliative medicine|hospice
        Pediatrics: pediatrics
        Physical Medicine and Rehabilitation: physical medicine and rehabilitation|physiatry|pmr|physiatrist
        Physical Therapy: physical therapy
        Occupational Therapy: occupational therapy
        Speech Therapy: speech therapy|speech language pathology
        Plastic Surgery: plastic surgery|plastic surgeon
        Podiatry: podiatry|podiatrist
        Psychiatry: psychiatry|psychiatrist|behavioral health|mental health
        Psychology: psychology|psychologist|counseling|psychotherapy
        Pulmonology: pulmonology|pulmonary medicine|pulmonologist|pulmonary
        Rheumatology: rheumatology|rheumatologist
        Sleep Medicine: sleep medicine|sleep clinic
        Transplant Surgery: transplant surgery|transplant
        Urology: urology|urologist
        Vascular Surgery: vascular surgery|vascular surgeon|vascular
        Wound Care: wound care|wound clinic
        Social Work: social work|case management
        """;

    private static readonly List<(string Name, string[] Phrase)> Entries =
    [
        .. from line in Specialties.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
           let colon = line.IndexOf(':', StringComparison.Ordinal)
           from phrase in line[(colon + 1)..].Split('|', StringSplitOptions.TrimEntries)
           select (line[..colon], phrase.Split(' ')),
    ];

    /// <summary>The specialty asked for with its place; null when none is named, or several and nothing says which.</summary>
    public static FieldRead? SpecialtyOf(OrderSheet sheet, IReadOnlyList<TickedText> ticked)
    {
        var chosen = ticked.Where(t => t.Ticked).Select(t => In(t.Words, t.Page, "ticked specialty")).OfType<FieldRead>().ToList();
        if (chosen.Count > 0)
        {
            return chosen.Select(c => c.Value).Distinct().Count() == 1 ? chosen[0] : null;
        }

        var offered = ticked.SelectMany(t => t.Words).ToHashSet();
        var labelled = sheet.Fields.Where(f => f.Field == OrderField.ReferTo && !f.Words.Any(offered.Contains)).ToList();
        return labelled.Select(f => In(f.Words, f.Page, $"specialty at the label \"{f.Label}\"")).FirstOrDefault(s => s is not null)
            ?? TabledOrders.In(sheet, OrderField.ReferTo).Select(t => In(t.Parts.Description, t.Parts.Page, "specialty in a table")).FirstOrDefault(s => s is not null)
            ?? Said(sheet, offered)
            ?? labelled.Where(f => f.Words.Count <= 6 && f.Words[0].Key is not ("dr" or "doctor") && f.Field == OrderField.ReferTo)
                .Select(f => OrderText.Read(OrderText.Join(f.Words).Trim(' ', ',', '.'), f.Words, f.Page, $"words at the label \"{f.Label}\"")).FirstOrDefault();
    }

    private static FieldRead? Said(OrderSheet sheet, HashSet<RowWord> offered)
    {
        var rows = sheet.Rows.Where(r => r.Part is not SheetPart.Notes && !r.Row.Words.Any(offered.Contains)).ToList();
        for (var i = 0; i < rows.Count; i++)
        {
            // The sentence may go on in the next line.
            if (Asks().Match(rows[i].Row.Text) is { Success: true } m)
            {
                var words = rows[i].Row.Words.Concat(i + 1 < rows.Count && rows[i + 1].Page == rows[i].Page ? rows[i + 1].Row.Words : []).ToList();
                var from = rows[i].Row.Text[..m.Index].Count(c => c == ' ');
                if (First([.. words.Skip(from)], rows[i].Page, "specialty in the sentence that asks") is { } found)
                {
                    return found;
                }
            }
        }

        var named = rows.Where(r => r.Part != SheetPart.Head || r.IsHeading).Select(r => In(r.Row.Words, r.Page, "the only specialty named")).OfType<FieldRead>().ToList();
        return named.Select(n => n.Value).Distinct().Count() == 1 ? named[0] : null;
    }

    /// <summary>The specialty that comes first in a sentence; the letter may name others after it.</summary>
    private static FieldRead? First(List<RowWord> words, int page, string rule) =>
        Enumerable.Range(1, words.Count).Select(n => In([.. words.Take(n)], page, rule)).LastOrDefault(f => f is not null);

    private static FieldRead? In(IReadOnlyList<RowWord> words, int page, string rule)
    {
        if (words.Count == 0)
        {
            return null;
        }

        var row = new PageRow(page, 0, words);
        var named = new List<(string Name, int At, int Length)>();
        for (var i = 0; i < words.Count;)
        {
            // "Neurology" and "Nephrology" are two letters apart: the closest wording counts, then the longest.
            var best = Entries.Where(e => Phrases.StartsAt(row, i, e.Phrase))
                .OrderBy(e => e.Phrase.Select((p, k) => Phrases.Distance(words[i + k].Key, p)).Sum()).ThenByDescending(e => e.Phrase.Length).FirstOrDefault();
            if (best.Name is not null)
            {
                named.Add((best.Name, i, best.Phrase.Length));
            }

            i += best.Phrase?.Length ?? 1;
        }

        // A list to choose from names several and asks for none.
        return named.Select(n => n.Name).Distinct().Count() == 1
            ? OrderText.Read(named[0].Name, [.. words.Skip(named[0].At).Take(named[0].Length)], page, rule)
            : null;
    }

    [GeneratedRegex(@"\b(thank you for (seeing|evaluating|accepting|your evaluation)|refer(ring|red)?\b|referral (to|for)|(please|kindly) (see|evaluate|consult|accept)|consult(ation)? (with|by|in)|evaluation by|seen (by|in)|appreciate your)", RegexOptions.IgnoreCase)]
    private static partial Regex Asks();
}

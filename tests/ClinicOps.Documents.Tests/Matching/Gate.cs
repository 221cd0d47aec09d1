using ClinicOps.Documents.Matching;
using ClinicOps.Documents.Reading;
using ClinicOps.Documents.Sorting;
using ClinicOps.Intake.Contracts;

namespace ClinicOps.Documents.Tests.Matching;

/// <summary>A small register and a document, put before the gate; each test changes the one thing its rule speaks of.</summary>
internal sealed class Gate
{
    public static readonly DateTimeOffset Now = new(2025, 3, 17, 15, 0, 0, TimeSpan.Zero);

    private readonly List<PatientCandidate> people = [];

    public DateTimeOffset? RefreshedAt { get; set; } = Now.AddHours(-1);

    public DocumentType Type { get; set; } = DocumentType.LabResult;

    public double TypeConfidence { get; set; } = 0.9;

    public bool Truncated { get; set; }

    /// <summary>Lines of the cover sheet the document came with; none when empty.</summary>
    public string[] Cover { get; set; } = [];

    public int RegisteredPatients { get; set; } = 20_000;

    public GateOptions Options { get; set; } = new();

    public static DateOnly Born { get; } = new(1990, 6, 20);

    /// <summary>Elena M Rossi, born 20 June 1990, F, with phone, address and a member id of her own.</summary>
    public PatientCandidate Elena() => Register("Elena", "Rossi", middle: "M", sex: "F", mrn: "AC101550", phone: "4195550149", address: "12 Mill St", memberId: "SCX129984556");

    public PatientCandidate Register(
        string first, string last, string middle = "", string suffix = "", DateOnly? born = null, string sex = "", string mrn = "",
        string phone = "", string address = "", string memberId = "", int sharedBy = 1, (string First, string Last)? holder = null,
        string formerLast = "", int firstBearers = 3, int lastBearers = 3)
    {
        var names = new List<RegisteredName> { new(first, middle, last, suffix, NameKind.Current, firstBearers, lastBearers) };
        if (formerLast.Length > 0)
        {
            names.Add(new(first, middle, formerLast, suffix, NameKind.Former, firstBearers, lastBearers));
        }

        var person = new PatientCandidate(
            Guid.CreateVersion7(), mrn.Length > 0 ? mrn : $"AC9{people.Count:00000}", names, born ?? Born, sex,
            phone.Length > 0 ? [phone] : [],
            address.Length > 0 ? [new(address, "Ashford", "OH", "43096")] : [],
            memberId.Length > 0 ? [new(memberId, holder?.First ?? "", holder?.Last ?? "", sharedBy)] : []);
        people.Add(person);
        return person;
    }

    /// <summary>Another record was merged into this person's.</summary>
    public PatientCandidate Merge(PatientCandidate person, MergedRecord record)
    {
        people[people.IndexOf(person)] = person with { Merged = [.. person.Merged, record] };
        return person;
    }

    public FilingDecision Decide(params string[] lines) => Decide(PageTextBuilder.Page(lines));

    public FilingDecision Decide(params PageText[] pages) => Decide(ReadPatientEvidence.From(pages, new DateOnly(2025, 3, 17)));

    public FilingDecision Decide(PatientEvidence evidence)
    {
        var cover = Cover.Length == 0 ? null : ReadPatientEvidence.From([PageTextBuilder.Page(Cover)], new DateOnly(2025, 3, 17));
        var loose = evidence.Mentions.Concat(cover?.Mentions ?? []).Where(m => !m.InRole).Select(m => new NamePair(m.First, m.Last)).ToHashSet();
        var named = from p in people
                    from n in p.Names
                    from first in NameKeys.FirstKeys(n.First)
                    from last in NameKeys.LastKeys(n.Last)
                    where loose.Contains(new(first, last))
                    select new NamedPerson(p.PatientId, new(first, last));
        var answer = new RegisterAnswer(new([.. people], Truncated), [.. named], new(RefreshedAt, RegisteredPatients));
        return DecideFiling.For(evidence, cover, Type, TypeConfidence, answer, Options, Now);
    }
}

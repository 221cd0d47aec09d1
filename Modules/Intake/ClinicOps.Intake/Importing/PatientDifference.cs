using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Coverage;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Patients;

namespace ClinicOps.Intake.Importing;

/// <summary>What one line of a register file would change of the register as it stands. Pure: nothing is written.</summary>
/// <param name="Known">Who is registered under the line's MRN; null for somebody new.</param>
/// <param name="Changes">Empty for somebody new, and where nothing differs.</param>
/// <param name="Doubts">Why somebody should look before it is taken; there are none of a line that changes nothing.</param>
internal sealed record PatientDifference(PatientsFile.Row Row, Patient? Known, IReadOnlyList<FieldChange> Changes, IReadOnlyList<Doubt> Doubts)
{
    public bool IsSame => Known is not null && Changes.Count == 0;

    /// <summary>The names as the register has them are not those of the file.</summary>
    public bool ChangesName => Known is { CurrentName: var name }
        && (name.First, name.Middle, name.Last, name.Suffix) != (Row.Details.First, Row.Details.Middle, Row.Details.Last, Row.Details.Suffix);

    /// <summary>The name that is replaced was the right one until now.</summary>
    public bool KeepsOldName => Known is not null && Keeps(Known, Row.Details);

    /// <param name="isPerhapsRegistered">Somebody of this name and birth date has another MRN.</param>
    public static PatientDifference New(PatientsFile.Row row, bool isPerhapsRegistered) => new(row, null, [], isPerhapsRegistered ? [new Doubt(Doubt.Namesake)] : []);

    /// <param name="byHand">Fields of the home address and the PCP that a person at the desk said last, of this patient.</param>
    public static PatientDifference Of(PatientsFile.Row row, Patient known, IEnumerable<string> byHand)
    {
        var changes = WritePatient.Differences(known, row.Details);
        List<Doubt> doubts = changes.Count == 0 ? [] : [.. DoubtsOf(known, row.Details)];
        var against = changes.Select(change => change.Field).Where(byHand.Contains).ToList();
        if (against.Exists(PatientDetails.OfHome.Contains))
        {
            doubts.Add(new Doubt(Doubt.AddressByHand));
        }

        if (against.Exists(PatientDetails.OfPrimaryCare.Contains))
        {
            doubts.Add(new Doubt(Doubt.PcpByHand));
        }

        return new PatientDifference(row, known, changes, doubts);
    }

    /// <summary>
    /// A last name that changed while the first name stayed is kept as a former name, as of a marriage. Any other change of a name is a correction: a row
    /// once filled with somebody else's name must not go on answering to it.
    /// </summary>
    public static bool Keeps(Patient known, PatientDetails said) =>
        known.CurrentName.FirstKey == NameKeys.Key(said.First) && known.CurrentName.LastKey != NameKeys.Key(said.Last) && known.CurrentName.Suffix == said.Suffix;

    /// <summary>A home address that changes was right until now, unless the line may be about somebody else: then nobody goes on being found by it.</summary>
    public static bool KeepsHome(Patient known, PatientDetails said) => known.BirthDate == said.BirthDate && (known.CurrentName.FirstKey == NameKeys.Key(said.First) || known.CurrentName.LastKey == NameKeys.Key(said.Last));

    private static IEnumerable<Doubt> DoubtsOf(Patient known, PatientDetails said)
    {
        if (known.BirthDate != said.BirthDate)
        {
            yield return new Doubt(Doubt.BirthDate);
        }

        if (known.CurrentName.FirstKey != NameKeys.Key(said.First) && known.CurrentName.LastKey != NameKeys.Key(said.Last))
        {
            yield return new Doubt(Doubt.WholeName);
        }

        foreach (var doubt in DoubtsOf(WritePatient.Coverages(known, said)))
        {
            yield return doubt;
        }

        if (known.IsDeceased)
        {
            yield return new Doubt(Doubt.Deceased);
        }

        if (known.MergedIntoId is not null)
        {
            yield return new Doubt(Doubt.Merged);
        }
    }

    private static IEnumerable<Doubt> DoubtsOf(IReadOnlyList<CoverageStep> steps)
    {
        foreach (var step in steps.Where(step => step.Known is not null))
        {
            var registered = CoverageSaid.Of(step.Known!).InWords;
            if (step.Becomes is null)
            {
                yield return new Doubt(Doubt.CoverageEnds, registered);
            }

            if (step.IsReplaced)
            {
                yield return new Doubt(Doubt.CoverageReplaced, registered);
            }

            if (step.IsAgainstHand)
            {
                yield return new Doubt(Doubt.CoverageByHand, registered);
            }
        }

        // What comes first, else what goes from there.
        if (steps.Where(step => step.Known is not null && step.Becomes is not null && (step.Known.Rank == 1) != (step.Becomes.Rank == 1)).OrderBy(step => step.Known!.Rank == 1).FirstOrDefault() is { } moved)
        {
            yield return new Doubt(Doubt.CoverageIsLater, CoverageSaid.Of(moved.Known!).InWords);
        }
    }
}

/// <summary>Why a line asks for a second look.</summary>
/// <param name="Coverage">The registered one that it is about, in words; empty where it is about none.</param>
internal sealed record Doubt(string Code, string Coverage = "")
{
    public const string BirthDate = "birth-date";
    public const string WholeName = "whole-name";
    public const string CoverageReplaced = "coverage-replaced";
    public const string CoverageIsLater = "coverage-is-later";
    public const string CoverageEnds = "coverage-ends";
    public const string CoverageByHand = "coverage-by-hand";
    public const string AddressByHand = "address-by-hand";
    public const string PcpByHand = "pcp-by-hand";
    public const string Deceased = "deceased";
    public const string Merged = "merged";
    public const string Namesake = "namesake";

    /// <summary>In the order in which they are shown. The words hold no patient text.</summary>
    public static readonly IReadOnlyList<(string Code, string Title, string Words)> All =
    [
        (BirthDate, "another birth date", "Perhaps the MRN was given to somebody else: compare with the chart before you take it."),
        (WholeName, "another first and last name", "Perhaps the MRN was given to somebody else: compare with the chart before you take it."),
        (Namesake, "perhaps registered already", "Somebody of this name and birth date is registered under another MRN. Taken, there are two records: they can be merged."),
        (CoverageByHand, "coverage entered by hand", "Somebody at the desk entered this coverage, or changed it, and the file says otherwise: compare with the card before you take it."),
        (CoverageReplaced, "coverage replaced", "A coverage is written over; as it was, it stays in the patient's history."),
        (CoverageIsLater, "another coverage first", "The file names first what is not registered to pay first. Taken, the order is that of the file, and what it does not name pays later."),
        (CoverageEnds, "coverage taken out", "A coverage that a file of the EHR brought is not in this one: it is taken out; it stays in the patient's history."),
        (AddressByHand, "address said here", "Somebody at the desk said where the patient lives, and the file says otherwise: ask the patient before you take it, or change it in the EHR."),
        (PcpByHand, "primary care provider said here", "Somebody at the desk said who the primary care provider is, or how to reach them, and the file says otherwise: ask the patient before you take it. A referral is asked of the one in the record."),
        (Deceased, "recorded as deceased", "The EHR still changes the record of somebody who is recorded as deceased."),
        (Merged, "merged record", "This record leads to another. The change is written to it, and the other answers to its names, numbers and coverage too."),
    ];

    public string Title => All.First(known => known.Code == Code).Title;

    public string Words => All.First(known => known.Code == Code).Words;
}

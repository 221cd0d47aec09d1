using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Patients.Merging;

/// <summary>
/// Registered records that may be the same person as this one, likeliest first, with what speaks for it and against. As many as
/// <see cref="FindLookAlikes"/> finds at most, however large the register. A name alone is not enough: it needs the birth date, or a slip of it, or a number. Who was told apart from it is not suggested again.
/// </summary>
internal sealed class SuggestDuplicates(IntakeDb db, FindLookAlikes lookAlikes)
{
    /// <returns>Null when there is no such patient in sight, or it was merged into another.</returns>
    public async Task<Duplicates?> Of(Guid patientId, CancellationToken stopping)
    {
        if (await db.WholePatients.AsNoTracking().SingleOrDefaultAsync(p => p.Id == patientId && p.MergedIntoId == null, stopping) is not { } patient)
        {
            return null;
        }

        var alike = await lookAlikes.Of(PatientDetails.Of(patient), stopping);
        var apart = await db.PatientsApart.Where(pair => pair.EndedAt == null && (pair.OneId == patientId || pair.OtherId == patientId)).Select(pair => pair.OneId == patientId ? pair.OtherId : pair.OneId).ToListAsync(stopping);
        var ids = alike.Patients.Select(summary => summary.Id).Where(id => id != patientId && !apart.Contains(id)).ToList();
        var records = await db.WholePatients.AsNoTracking().Where(record => ids.Contains(record.Id)).ToListAsync(stopping);
        return new Duplicates(
            patientId,
            [
                .. records.Select(record => Weigh(patient, record)).OfType<Duplicate>().OrderByDescending(duplicate => duplicate.Agrees.Count - duplicate.Differs.Count).ThenBy(duplicate => duplicate.Patient.ListName),
            ],
            alike.Closed);
    }

    internal static Duplicate? Weigh(Patient one, Patient other)
    {
        var (agrees, differs) = (new List<string>(), new List<string>());
        Note("name", one.Names.Any(name => other.Names.Any(theirs => (theirs.FirstKey, theirs.LastKey) == (name.FirstKey, name.LastKey))), contradicts: false);
        var isNear = BirthDates.AreNear(one.BirthDate, other.BirthDate);
        Note(isNear ? "birth date but for a slip" : "birth date", one.BirthDate == other.BirthDate || isNear, contradicts: true);
        Note("phone", Shared(one.Phones.Select(phone => phone.Digits), other.Phones.Select(phone => phone.Digits)), contradicts: false);
        Note("member id", Shared(one.Coverages.Select(coverage => coverage.MemberKey), other.Coverages.Select(coverage => coverage.MemberKey)), contradicts: false);
        Note("address", Shared(Places(one), Places(other)), contradicts: false);
        Note("e-mail", one.Email is { Length: > 0 } mail && string.Equals(mail, other.Email, StringComparison.OrdinalIgnoreCase), contradicts: false);
        Note("sex", one.Sex == other.Sex && one.Sex.Length > 0, contradicts: one.Sex.Length > 0 && other.Sex.Length > 0);
        Note("suffix", one.CurrentName.Suffix == other.CurrentName.Suffix && one.CurrentName.Suffix.Length > 0, contradicts: one.CurrentName.Suffix != other.CurrentName.Suffix);

        // With another birth date, who shares no number is a namesake.
        var isMore = !differs.Contains("birth date") || agrees.Contains("phone") || agrees.Contains("member id") || agrees.Contains("e-mail");
        return isMore ? new Duplicate(RegisteredPatients.Summary(other), agrees, differs) : null;

        void Note(string what, bool agree, bool contradicts)
        {
            if (agree)
            {
                agrees.Add(what);
            }
            else if (contradicts)
            {
                differs.Add(what);
            }
        }
    }

    /// <summary>Where they live, or lived.</summary>
    private static IEnumerable<string> Places(Patient patient) => patient.Addresses.Where(address => !address.WasMistake).Select(address => NameKeys.Key(address.OneLine));

    private static bool Shared(IEnumerable<string> mine, IEnumerable<string> theirs) => mine.Where(key => key.Length > 0).Intersect(theirs).Any();
}

/// <param name="Closed">How many more there are whose records are closed to the acting user.</param>
internal sealed record Duplicates(Guid OfId, IReadOnlyList<Duplicate> Found, int Closed);

/// <param name="Agrees">"birth date", "phone".</param>
/// <param name="Differs">What speaks against it: both say it, and not the same.</param>
internal sealed record Duplicate(PatientSummary Patient, IReadOnlyList<string> Agrees, IReadOnlyList<string> Differs);

using ClinicOps.Correspondence.Data;
using ClinicOps.Correspondence.Delivery;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Audit;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Correspondence.Leaving;

/// <summary>
/// The one place that says whether something about a patient may go to somebody: asked when it is requested, and once more right before it leaves.
/// </summary>
internal sealed class MayLeave(CorrespondenceDb db, IPatients patients, IRelatedPeople people, IContactPreferences preferences, CurrentActor actor)
{
    public async Task<MayLeaveAnswer> Ask(LeavingMatter matter, CancellationToken stopping)
    {
        if (await patients.FindStanding(matter.PatientId, stopping) is not { } patient || !(actor.SeesClass(matter.AccessClass) || actor.Opened.Contains(patient.Id)))
        {
            return new MayLeaveAnswer.No(LeavingCode.Closed, "This record is closed to you, or is not registered any more.", "Have somebody send it who may see the record.");
        }

        return matter.ReadBy is AddressReader.Patient or AddressReader.Family
            ? await AtHome(matter, patient, stopping)
            : matter.Way == DeliveryWay.Fax ? await ToNumber(matter.Address!, stopping) : new MayLeaveAnswer.Yes();
    }

    /// <summary>To the patient, or to those who belong to the patient.</summary>
    private async Task<MayLeaveAnswer> AtHome(LeavingMatter matter, PatientSummary patient, CancellationToken stopping)
    {
        var isToPatient = matter.ReadBy == AddressReader.Patient;
        if (isToPatient && patient.IsDeceased)
        {
            return new MayLeaveAnswer.No(
                LeavingCode.Deceased, "The record says that this patient is deceased.",
                "Write \"To the family or the estate\" instead. If the record is wrong, whoever may change patients corrects it at \"People and notes\".");
        }

        if (patient.Id != matter.PatientId)
        {
            return new MayLeaveAnswer.No(
                LeavingCode.Merged, $"That record was merged into the one of {patient.ListName}.", "What was written goes along with it in a moment: load the page again, and send it from the record that stands.");
        }

        if (matter.Way == DeliveryWay.Fax)
        {
            return new MayLeaveAnswer.No(LeavingCode.NotEntitled, "A fax lies open where it arrives: nothing is faxed to patients and families.", "Print it, or send it by e-mail.");
        }

        if (patient.IsAddressConfidential && NotConfidentially(matter, patient) is { } elsewhere)
        {
            return elsewhere;
        }

        if (!isToPatient && await NotEntitled(matter, patient, stopping) is { } stranger)
        {
            return stranger;
        }

        if (isToPatient && !matter.Nevertheless && await NotWanted(matter.Way, patient, stopping) is { } unwanted)
        {
            return unwanted;
        }

        return matter is { Way: DeliveryWay.Email, SaysHealth: true } && await preferences.WantsHealthByEmail(patient.Id, stopping) != true
            ? new MayLeaveAnswer.OnlyByLink()
            : new MayLeaveAnswer.Yes();
    }

    /// <summary>Somebody must not learn where the patient is, or that there is mail: nothing goes but to the confidential address, and to an e-mail address that stands in the record.</summary>
    private static MayLeaveAnswer.No? NotConfidentially(LeavingMatter matter, PatientSummary patient)
    {
        const string Reason = "This patient has a confidential address.";
        if (matter.Way == DeliveryWay.Print)
        {
            return matter.OnEnvelope is { } written && !EndsWith(written, patient.Address)
                ? new MayLeaveAnswer.No(
                    LeavingCode.AddressIsConfidential, $"{Reason} Mail goes to that one alone, and the letter shows another.",
                    "Take the approval back, empty the address so that it is taken from the record, and approve the letter again.")
                : null;
        }

        return matter.ReadBy == AddressReader.Patient && patient.Email is { } known && known.Equals(matter.Address, StringComparison.OrdinalIgnoreCase)
            ? null
            : new MayLeaveAnswer.No(
                LeavingCode.AddressIsConfidential, $"{Reason} E-mail goes only to the address of the patient's own that stands in the record.",
                "Ask the patient for it and record it with the patient's particulars, or print the letter: it goes to the confidential address.");
    }

    /// <summary>On paper a letter goes to who receives the patient's mail; whoever reads words about health may be told of it, besides.</summary>
    private async Task<MayLeaveAnswer.No?> NotEntitled(LeavingMatter matter, PatientSummary patient, CancellationToken stopping)
    {
        var told = await people.WhoMayBeTold(patient.Id, stopping);
        var receives = matter.Way != DeliveryWay.Print || (matter.PersonId is { } reader && (await people.WhoReceiveMail(patient.Id, stopping)).Any(person => person.PersonId == reader));
        if (!receives)
        {
            return new MayLeaveAnswer.No(
                LeavingCode.NotEntitled, "The record does not say that this person receives the patient's mail.", "If they do, record it at \"People and notes\" of the patient; else write to somebody who does.");
        }

        // Of a mailbox that several share nobody is named: somebody must be there who may be told.
        return !matter.SaysHealth || (matter.PersonId is { } named ? told.Any(person => person.PersonId == named) : told.Count > 0)
            ? null
            : new MayLeaveAnswer.No(
                LeavingCode.NotEntitled, "The record does not say that this person may be told about the patient's health and visits.",
                "Ask the patient, and record it at \"People and notes\"; else write to the patient alone.");
    }

    private async Task<MayLeaveAnswer.No?> NotWanted(string way, PatientSummary patient, CancellationToken stopping)
    {
        var reach = (await preferences.HowToReach([patient.Id], stopping)).GetValueOrDefault(patient.Id);
        return (way == DeliveryWay.Email ? reach?.AgainstEmail : reach?.AgainstPost) is { } said
            ? new MayLeaveAnswer.No(LeavingCode.NoConsent, $"The patient said: {said}.", "Choose another way. If the patient thinks otherwise now, record it at \"How to reach\" of the patient.")
            : null;
    }

    /// <summary>A number has a second look before the first page goes there, and after anybody changed whose it is.</summary>
    private async Task<MayLeaveAnswer> ToNumber(string digits, CancellationToken stopping) =>
        (await db.KnownNumbers.AsNoTracking().Where(number => number.Digits == digits).Select(number => number.State).SingleOrDefaultAsync(stopping)) switch
        {
            NumberState.Checked => new MayLeaveAnswer.Yes(),
            NumberState.Misdirected => new MayLeaveAnswer.No(
                LeavingCode.NumberMisdirected, $"A fax to {FaxNumber.Shown(digits)} went to somebody else.", "Ask the reader for the right number. If it is right after all, have it checked anew at \"Fax numbers\"."),
            _ => new MayLeaveAnswer.No(
                LeavingCode.NumberNotChecked, $"Nobody has checked yet whose number {FaxNumber.Shown(digits)} is.", "It is held until somebody has looked at the number a second time: see \"Fax numbers\" on the Letters page."),
        };

    /// <summary>Whether the lines on the envelope end with this address, from the beginning of a line: "112 Oak St" is not "12 Oak St". Of no address none does.</summary>
    private static bool EndsWith(string envelope, string? address)
    {
        string[] lines = [.. envelope.Split([',', '\n']).Select(Bare)];
        return Bare(address ?? "") is { Length: > 0 } whole && Enumerable.Range(0, lines.Length).Any(first => string.Concat(lines[first..]) == whole);
    }

    /// <summary>Commas, line breaks and capitals are written as they come.</summary>
    private static string Bare(string address) => string.Concat(address.Where(char.IsLetterOrDigit)).ToUpperInvariant();
}

/// <param name="Way">One of <see cref="Delivery.DeliveryWay"/>.</param>
/// <param name="Address">The e-mail address, the digits of the fax number, or null on paper.</param>
/// <param name="ReadBy">One of <see cref="Delivery.AddressReader"/>.</param>
/// <param name="PersonId">The related person on the record who reads it; null for the patient and for professionals.</param>
/// <param name="SaysHealth">It says something of health, visits or coverage: not so for a notice that says only that something waits.</param>
internal sealed record LeavingMatter(Guid PatientId, Guid LocationId, string Way, string? Address, string ReadBy, Guid? PersonId, string AccessClass, bool SaysHealth)
{
    /// <summary>The address as the pages show it in the envelope's window; null by other ways, and where the pages have none.</summary>
    public string? OnEnvelope { get; init; }

    /// <summary>The patient does not want this way, and whoever sends said that it goes nevertheless.</summary>
    public bool Nevertheless { get; init; }
}

internal abstract record MayLeaveAnswer
{
    private MayLeaveAnswer()
    {
    }

    public sealed record Yes : MayLeaveAnswer;

    /// <summary>By e-mail only as a notice with a link: nobody has recorded that the patient wants words about health by e-mail.</summary>
    public sealed record OnlyByLink : MayLeaveAnswer
    {
        public const string Reason = "The record does not say that the patient wants words about health by e-mail.";
    }

    /// <param name="Code">Recorded: one of <see cref="LeavingCode"/>.</param>
    /// <param name="Reason">In words, for the page.</param>
    /// <param name="WayOn">What to do instead, in words.</param>
    public sealed record No(string Code, string Reason, string WayOn) : MayLeaveAnswer;
}

/// <summary>Recorded codes of why something does not leave: never rename one.</summary>
internal static class LeavingCode
{
    public const string Deceased = "deceased";
    public const string Merged = "merged";
    public const string AddressIsConfidential = "confidential_address";
    public const string NotEntitled = "not_entitled";
    public const string NumberNotChecked = "number_not_checked";
    public const string NumberMisdirected = "number_misdirected";
    public const string NoConsent = "no_consent";
    public const string Closed = "closed";
}

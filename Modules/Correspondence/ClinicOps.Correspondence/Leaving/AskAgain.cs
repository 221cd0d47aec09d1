using ClinicOps.Correspondence.Approval;
using ClinicOps.Correspondence.Delivery;
using ClinicOps.Correspondence.Letters;
using ClinicOps.Correspondence.Templates;
using ClinicOps.Intake.Contracts;

namespace ClinicOps.Correspondence.Leaving;

/// <summary>Says of a letter on one of its ways what <see cref="MayLeave"/> has to know of it.</summary>
internal sealed class AskAgain(MayLeave mayLeave, IRelatedPeople people, DeliveryStates states)
{
    /// <summary>Whether a delivery that was requested may still leave, as the record is now.</summary>
    /// <param name="approval">Whose pages leave.</param>
    public async Task<MayLeaveAnswer> Of(Letter letter, LetterDelivery delivery, LetterApproval approval, CancellationToken stopping) =>
        await mayLeave.Ask(await Matter(letter, delivery.Way, delivery.Address, delivery.ReadBy, delivery.Nevertheless, approval, stopping), stopping);

    /// <summary>
    /// Of a letter in the print queue, right before it is drawn and when it is marked. One of which a no was said while it waited is not printed, and somebody's task; one whose record
    /// was merged away waits until it has followed.
    /// </summary>
    public async Task<bool> MayBePrinted(Letter letter, LetterDelivery delivery, LetterApproval approval, CancellationToken stopping)
    {
        if (delivery.State != DeliveryState.Pending || await Of(letter, delivery, approval, stopping) is not MayLeaveAnswer.No no)
        {
            return true;
        }

        if (no.Code != LeavingCode.Merged)
        {
            await states.Refuse(delivery.Id, ProblemOf(no.Code), stopping);
        }

        return false;
    }

    /// <param name="readBy">As the user said; null on paper, where the letter says it.</param>
    public async Task<LeavingMatter> Matter(Letter letter, string way, string? address, string? readBy, bool nevertheless, LetterApproval? approval, CancellationToken stopping)
    {
        var isToPatient = LetterTemplates.IsToPatient(letter.TemplateCode);
        var isToFamily = !isToPatient && !LetterTemplates.IsToColleague(letter.TemplateCode);
        var reader = readBy ?? (isToPatient ? AddressReader.Patient : isToFamily ? AddressReader.Family : AddressReader.Colleague);
        var named = isToFamily ? approval?.Values.FirstOrDefault(value => value.Field == "family.name")?.Value?.Trim() : null;
        var person = named is null ? null : (await people.WhoReceiveMail(letter.PatientId, stopping)).FirstOrDefault(one => one.Name.Equals(named, StringComparison.OrdinalIgnoreCase));
        return new LeavingMatter(letter.PatientId, letter.LocationId, way, address, reader, person?.PersonId, letter.AccessClass, SaysHealth: true)
        {
            OnEnvelope = way == DeliveryWay.Print && approval is not null ? OnEnvelope(approval) : null,
            Nevertheless = nevertheless,
        };
    }

    /// <summary>The code of <see cref="DeliveryProblem"/> with which a delivery ends that may not leave any more.</summary>
    /// <param name="code">One of <see cref="LeavingCode"/>.</param>
    public static string ProblemOf(string code) => code switch
    {
        LeavingCode.Deceased => DeliveryProblem.PatientDeceased,
        LeavingCode.AddressIsConfidential => DeliveryProblem.AddressIsConfidential,
        LeavingCode.NotEntitled => DeliveryProblem.NotEntitled,
        LeavingCode.NumberMisdirected => DeliveryProblem.NumberMisdirected,
        LeavingCode.NoConsent => DeliveryProblem.NoConsent,
        _ => DeliveryProblem.RecordClosed,
    };

    private static string? OnEnvelope(LetterApproval approval) =>
        MergeLetter.Run(approval.Blocks, approval.Values) is Merged.Complete pages && pages.Blocks.OfType<LetterBlock.AddressBlock>().FirstOrDefault() is { } address
            ? string.Join(", ", MergeLetter.LinesOf(address))
            : null;
}

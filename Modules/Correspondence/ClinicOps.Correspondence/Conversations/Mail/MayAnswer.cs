using ClinicOps.Correspondence.Conversations.Links;
using ClinicOps.Correspondence.Delivery;
using ClinicOps.Correspondence.Leaving;
using ClinicOps.Intake.Contracts;
using Microsoft.Extensions.Options;

namespace ClinicOps.Correspondence.Conversations.Mail;

/// <summary>In which way words of a conversation about a patient may be mailed to its address: asked when an answer is written, and once more right before it leaves.</summary>
internal sealed class MayAnswer(MayLeave mayLeave, IPatients patients, IOptions<LinkOptions> links)
{
    public async Task<AnswerWay> Ask(Guid patientId, Conversation conversation, CancellationToken stopping)
    {
        if (await patients.FindStanding(patientId, stopping) is not { } patient)
        {
            return new AnswerWay.No("closed", "The patient's record is not open to you.", "Ask a colleague who may see it.");
        }

        var answer = await mayLeave.Ask(
            new LeavingMatter(patient.Id, conversation.LocationId, DeliveryWay.Email, conversation.Address, AddressReader.Patient, null, conversation.AccessClass, SaysHealth: true), stopping);
        if (answer is MayLeaveAnswer.No no)
        {
            return new AnswerWay.No(no.Code, no.Reason, no.WayOn);
        }

        // Anybody can write from an address that the record does not have: what is said of health goes there only behind the link, which asks who reads.
        return answer is MayLeaveAnswer.Yes && string.Equals(patient.Email, conversation.Address, StringComparison.OrdinalIgnoreCase) ? new AnswerWay.Words() : ByLink(patient);
    }

    private AnswerWay ByLink(PatientSummary patient) =>
        !links.Value.MayMail ? new AnswerWay.No(
            "no_link", "Words about health may not go to this address by e-mail, and no links can be mailed: the address of this house is not set up.", "Call, or write a letter. The administrator sets Correspondence:Links:PublicAddress.")
        : SecondFactor.LastDigits(patient.Phone) is null ? new AnswerWay.No(
            "no_second_factor", "Words about health may not go to this address by e-mail, and the record has no phone number that the page behind a link could ask for.", "Call, or write a letter; or add the phone number to the record.")
        : new AnswerWay.Link();
}

internal abstract record AnswerWay
{
    private AnswerWay()
    {
    }

    public sealed record Words : AnswerWay;

    /// <summary>A mail that says only that a message waits.</summary>
    public sealed record Link : AnswerWay;

    public sealed record No(string Code, string Reason, string WayOn) : AnswerWay;
}

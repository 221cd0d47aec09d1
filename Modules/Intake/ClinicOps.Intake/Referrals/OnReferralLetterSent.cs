using ClinicOps.Correspondence.Contracts;
using ClinicOps.Intake.Authorizations;
using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Jobs;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Referrals;

/// <summary>The letter that asks a PCP for a referral has left: by it the referral was asked for. Who has recorded that since the letter was written is not overtaken.</summary>
internal sealed class OnReferralLetterSent(IntakeDb db, ModuleTransaction<IntakeDb> transaction, WorkOnReferral work, ILetters letters) : IJobHandler<LetterSent>
{
    /// <summary>As Correspondence records the template; the page of a referral names it too.</summary>
    public const string Request = "referral-request";

    public async Task Run(LetterSent arguments, JobMessage message, CancellationToken stopping)
    {
        if ((await letters.OfPatient(arguments.PatientId, stopping)).FirstOrDefault(one => one.Id == arguments.LetterId) is not { Template: Request, TaskId: { } task } letter)
        {
            return;
        }

        await transaction.RunOnce(
            message,
            async effects =>
            {
                if (await db.Tasks.Where(one => one.Id == task).Select(one => one.ReferralId).SingleOrDefaultAsync(stopping) is { } id
                    && await db.LockReferral(id, stopping) is { Direction: ReferralDirection.In } referral
                    && (referral.State == ReferralState.Needed || (referral.State == ReferralState.Requested && referral.SentAt < letter.DraftedAt)))
                {
                    await work.Apply(referral, arguments.DeliveryId, new ReferralStep.Ask(new Contact(Contact.Letter, Comment: "The letter has left.")), alsoDoes: [], effects, stopping);
                }
            },
            stopping);
    }
}

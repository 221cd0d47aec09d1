using ClinicOps.Correspondence.Data;
using ClinicOps.Correspondence.Letters;
using ClinicOps.Documents.Contracts;
using ClinicOps.Kernel.Jobs;
using ClinicOps.Testing;
using Microsoft.EntityFrameworkCore;
using Xunit;
using static ClinicOps.Correspondence.Tests.LettersClinic;

namespace ClinicOps.Correspondence.Tests;

public sealed class WithdrawLettersTests(TestCluster cluster)
{
    [Fact]
    public async Task Letters_that_have_not_left_are_withdrawn_with_the_order_they_came_from_and_others_stay()
    {
        await using var clinic = await Open(cluster);
        var (ofOrder, other) = (Letter(OfUnsigned), Letter(ToSchedule));
        await clinic.In(async (CorrespondenceDb db) =>
        {
            db.Letters.AddRange(ofOrder, other);
            await db.SaveChangesAsync();
        });
        var withdrawn = new OrderWithdrawn(Unsigned.Id, Unsigned.DocumentId, Unsigned.CareThreadId);
        var message = new JobMessage(Guid.CreateVersion7(), "correspondence.withdraw-letters");

        await clinic.In((OnOrderWithdrawn react) => react.Run(withdrawn, message, CancellationToken.None));
        await clinic.In((OnOrderWithdrawn react) => react.Run(withdrawn, message, CancellationToken.None));

        await clinic.In(async (CorrespondenceDb db) =>
        {
            Assert.Equal(LetterState.Withdrawn, (await db.Letters.SingleAsync(letter => letter.Id == ofOrder.Id)).State);
            Assert.Equal(LetterState.Draft, (await db.Letters.SingleAsync(letter => letter.Id == other.Id)).State);
        });
        Assert.Equal([ofOrder.Id], await clinic.Sql("SELECT subject_id FROM audit.entries WHERE action = 'letter.withdrawn'"));
    }
}

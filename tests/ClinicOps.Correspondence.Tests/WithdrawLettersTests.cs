using ClinicOps.Correspondence.Data;
using ClinicOps.Correspondence.Delivery;
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

    [Fact]
    public async Task An_approved_letter_that_waits_to_leave_is_withdrawn_too_and_does_not_leave()
    {
        await using var clinic = await Open(cluster);
        var letter = await clinic.Approved(OfUnsigned, "pages"u8.ToArray());
        var delivery = await clinic.Queue(letter.Id);

        await Withdraw(clinic);

        Assert.Equal(LetterState.Withdrawn, (await clinic.Find(letter.Id)).State);
        Assert.Equal(DeliveryState.Cancelled, (await clinic.Delivery(delivery)).State);
        Assert.Equal([1L], await clinic.Sql("SELECT count(*) FROM correspondence.approvals WHERE taken_back_at IS NOT NULL"));
        Assert.Empty(await clinic.Problems());
    }

    [Theory]
    [InlineData(DeliveryState.Sending)]
    [InlineData(DeliveryState.Unknown)]
    [InlineData(DeliveryState.Printed)]
    public async Task A_letter_that_has_left_or_may_have_stays_and_is_told_as_void(string state)
    {
        await using var clinic = await Open(cluster);
        var letter = await clinic.Approved(OfUnsigned, "pages"u8.ToArray());
        var left = await clinic.Queue(letter.Id);
        await clinic.In((CorrespondenceDb db) => db.Deliveries.Where(d => d.Id == left).ExecuteUpdateAsync(set => set.SetProperty(d => d.State, state)));

        await Withdraw(clinic);

        var found = await clinic.Find(letter.Id);
        Assert.Equal((LetterState.Approved, true), (found.State, found.VoidedAt is not null));
        Assert.Equal(state, (await clinic.Delivery(left)).State);
        Assert.Equal([letter.Id], await clinic.Sql("SELECT subject_id FROM audit.entries WHERE action = 'letter.voided'"));
        Assert.IsType<DeliveryRequest.NotApproved>(await clinic.In((RequestDelivery request) => request.Print(letter.Id, CancellationToken.None)));
    }

    private static Task Withdraw(TestClinic clinic) => clinic.In((OnOrderWithdrawn react) => react.Run(
        new OrderWithdrawn(Unsigned.Id, Unsigned.DocumentId, Unsigned.CareThreadId), new JobMessage(Guid.CreateVersion7(), "correspondence.withdraw-letters"), CancellationToken.None));
}

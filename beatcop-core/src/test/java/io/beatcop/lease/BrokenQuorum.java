package io.beatcop.lease;

import io.beatcop.lease.LeaseAnswer.Granted;
import io.beatcop.lease.LeaseRequest.Acquire;
import io.beatcop.lease.LeaseRequest.Release;
import io.beatcop.lease.LeaseRequest.Renew;
import io.beatcop.lease.MemberRequest.Purpose;
import java.util.List;

/** The seam between a quorum and its members, where a rule can be broken; intact without one. */
final class BrokenQuorum {

  private final Mutation mutation;
  private long campaignOfNode;

  BrokenQuorum(Mutation mutation) {
    this.mutation = mutation;
  }

  Quorum quorum(LeaseSettings settings, List<String> names) {
    return mutation == Mutation.HALF_IS_A_MAJORITY
        ? new Quorum(settings, names, names.size() / 2)
        : new Quorum(settings, names);
  }

  void asks(LeaseRequest request) {
    campaignOfNode = request.campaign();
  }

  boolean isSent(MemberRequest memberRequest) {
    return mutation != Mutation.PARTIAL_GRANTS_KEPT || memberRequest.purpose() != Purpose.LET_GO;
  }

  LeaseRequest request(MemberRequest memberRequest) {
    LeaseRequest request = memberRequest.request();
    if (mutation == Mutation.TOKEN_NOT_WRITTEN_BACK && request instanceof Renew renew) {
      return new Renew(renew.campaign(), renew.number(), 1);
    } else if (mutation == Mutation.PENDING_VOTES && request instanceof Acquire acquire) {
      return trusting(acquire);
    } else if (mutation == Mutation.ONE_CAMPAIGN_AFTER_LETTING_GO) {
      return withCampaign(request, campaignOfNode);
    }
    return request;
  }

  private static LeaseRequest trusting(Acquire acquire) {
    return new Acquire(
        acquire.campaign(),
        acquire.number(),
        acquire.floor(),
        acquire.evidence(),
        acquire.served(),
        true);
  }

  private static LeaseRequest withCampaign(LeaseRequest request, long campaign) {
    if (request instanceof Acquire acquire) {
      return new Acquire(
          campaign,
          acquire.number(),
          acquire.floor(),
          acquire.evidence(),
          acquire.served(),
          acquire.trustAbsence());
    } else if (request instanceof Renew renew) {
      return new Renew(campaign, renew.number(), renew.token());
    }
    return new Release(campaign, ((Release) request).announced());
  }

  LeaseAnswer answer(MemberRequest memberRequest, LeaseAnswer answer) {
    long remembered = QuorumMember.LEAST_REMEMBERED_TOKEN;
    if (!(answer instanceof Granted granted) || memberRequest.purpose() != Purpose.VOTE) {
      return answer;
    } else if (mutation == Mutation.GREATEST_TOKEN_NOT_TAKEN) {
      return new Granted(remembered, granted.term(), granted.uptime(), granted.leave());
    } else if (mutation == Mutation.FORGETFUL_MEMBERS_BELIEVED) {
      long token = Math.max(remembered, granted.token());
      return new Granted(token, granted.term(), granted.uptime(), granted.leave());
    }
    return answer;
  }
}

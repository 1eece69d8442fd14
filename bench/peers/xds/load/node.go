package main

import (
	"bytes"
	"context"
	"fmt"
	"time"

	core "github.com/envoyproxy/go-control-plane/envoy/config/core/v3"
	discovery "github.com/envoyproxy/go-control-plane/envoy/service/discovery/v3"
	"google.golang.org/genproto/googleapis/rpc/status"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
)

const (
	clusterType  = "type.googleapis.com/envoy.config.cluster.v3.Cluster"
	listenerType = "type.googleapis.com/envoy.config.listener.v3.Listener"
	routeType    = "type.googleapis.com/envoy.config.route.v3.RouteConfiguration"
)

// response is what both variants' responses have in common.
type response struct {
	typeURL, version, nonce string
	resources               []byte
}

// stream hides the variant from the node.
type stream struct {
	ask    func(typeURL string, names []string, node *core.Node) error
	answer func(to response, names []string, refusal *status.Status) error
	recv   func() (response, error)
}

func open(ctx context.Context, connection *grpc.ClientConn) (stream, error) {
	client := discovery.NewAggregatedDiscoveryServiceClient(connection)
	if *variant == "delta" {
		call, err := client.DeltaAggregatedResources(ctx)
		return stream{
			ask: func(typeURL string, names []string, node *core.Node) error {
				return call.Send(&discovery.DeltaDiscoveryRequest{Node: node, TypeUrl: typeURL, ResourceNamesSubscribe: names})
			},
			answer: func(to response, _ []string, refusal *status.Status) error {
				return call.Send(&discovery.DeltaDiscoveryRequest{TypeUrl: to.typeURL, ResponseNonce: to.nonce, ErrorDetail: refusal})
			},
			recv: func() (response, error) {
				message, err := call.Recv()
				if err != nil {
					return response{}, err
				}
				got := response{typeURL: message.TypeUrl, nonce: message.Nonce}
				for _, resource := range message.Resources {
					got.resources = append(got.resources, resource.Resource.GetValue()...)
				}
				return got, nil
			},
		}, err
	}
	call, err := client.StreamAggregatedResources(ctx)
	accepted := map[string]string{}
	return stream{
		ask: func(typeURL string, names []string, node *core.Node) error {
			return call.Send(&discovery.DiscoveryRequest{Node: node, TypeUrl: typeURL, ResourceNames: names})
		},
		answer: func(to response, names []string, refusal *status.Status) error {
			if refusal == nil {
				accepted[to.typeURL] = to.version
			}
			return call.Send(&discovery.DiscoveryRequest{
				TypeUrl: to.typeURL, ResourceNames: names, VersionInfo: accepted[to.typeURL], ResponseNonce: to.nonce, ErrorDetail: refusal,
			})
		},
		recv: func() (response, error) {
			message, err := call.Recv()
			if err != nil {
				return response{}, err
			}
			got := response{typeURL: message.TypeUrl, version: message.VersionInfo, nonce: message.Nonce}
			for _, resource := range message.Resources {
				got.resources = append(got.resources, resource.Value...)
			}
			return got, nil
		},
	}, err
}

// runNode asks for everything, answers everything, and tells each time it has got other routes than before.
func runNode(ctx context.Context, index int) error {
	connection, err := grpc.NewClient("passthrough:///"+*xds, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		return err
	}
	defer connection.Close()
	ads, err := open(ctx, connection)
	if err != nil {
		return err
	}
	names := map[string][]string{routeType: {*routes}}
	node := &core.Node{Id: fmt.Sprintf("node-%d", index), Cluster: "bench"}
	for _, typeURL := range []string{clusterType, listenerType, routeType} {
		if err := ads.ask(typeURL, names[typeURL], node); err != nil {
			return err
		}
		node = nil // Only the first request of a stream has to carry it.
	}
	var current []byte
	for {
		got, err := ads.recv()
		if err != nil {
			return err
		}
		messages.Add(1)
		var refusal *status.Status
		if got.typeURL == routeType {
			if current != nil && index < *refusing {
				refusal = &status.Status{Code: 3, Message: "refused by the benchmark"}
			}
			if !bytes.Equal(current, got.resources) {
				current = got.resources
				arrivals <- arrival{index, time.Now()}
			}
		}
		if err := ads.answer(got, names[got.typeURL], refusal); err != nil {
			return err
		}
	}
}
